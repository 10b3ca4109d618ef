import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Settings } from '../config/settings.js';
import { dataSourceOptions } from '../database/data-source.js';
import { migrate } from '../database/migrate.js';
import { openDatabase } from '../database/open-database.js';
import { whenReachable } from '../database/when-reachable.js';
import { EXIT_CODE } from './exit-code.js';

/** Opens and migrates the database of the service, runs the work, and closes the database. */
export async function withDataSource<T>(settings: Settings, work: (dataSource: DataSource) => Promise<T>): Promise<T> {
  // The caller prints an error once, at the end.
  Logger.overrideLogger(false);
  const { opened: opening } = openDatabase(settings);
  onSignal(async () => (await opening.catch(() => undefined))?.close());
  const database = await opening;
  try {
    const dataSource = await connect(database.url, settings.migrationWait);
    try {
      return await work(dataSource);
    } finally {
      // Closing an application context has closed it too.
      if (dataSource.isInitialized) {
        await dataSource.destroy();
      }
    }
  } finally {
    await database.close();
  }
}

/** On Ctrl-C, stops a PostgreSQL that was started for the command. A second Ctrl-C does not wait. */
function onSignal(close: () => Promise<void>): void {
  // process.exit() waits for busy threads, but these commands compute no hashes.
  const stop = (): void => void close().finally(() => process.exit(EXIT_CODE.failed));
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

function connect(url: string, migrationWait: number): Promise<DataSource> {
  const open = async (): Promise<DataSource> => {
    await migrate(url, migrationWait);
    return new DataSource(dataSourceOptions(url)).initialize();
  };
  // No wait for the database: the user waits at the terminal and can try again.
  return whenReachable(url, open, 0);
}
