import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Settings } from '../config/settings.js';
import { dataSourceOptions } from '../database/data-source.js';
import { migrate } from '../database/migrate.js';
import { openDatabase } from '../database/open-database.js';
import { whenReachable } from '../database/when-reachable.js';
import { EXIT_CODE } from './exit-code.js';

/** Opens the database that the service uses, migrated, does the work, and closes what it has opened. */
export async function withDataSource<T>(settings: Settings, work: (dataSource: DataSource) => Promise<T>): Promise<T> {
  // What goes wrong is told once, at the end.
  Logger.overrideLogger(false);
  const { opened: opening } = openDatabase(settings);
  onSignal(async () => (await opening.catch(() => undefined))?.close());
  const database = await opening;
  try {
    const dataSource = await connect(database.url);
    try {
      return await work(dataSource);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await database.close();
  }
}

/** Ctrl-C leaves no PostgreSQL behind that was started for this; a second one does not wait. */
function onSignal(close: () => Promise<void>): void {
  const stop = (): void => void close().finally(() => process.exit(EXIT_CODE.failed));
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

function connect(url: string): Promise<DataSource> {
  const open = async (): Promise<DataSource> => {
    await migrate(url);
    return new DataSource(dataSourceOptions(url)).initialize();
  };
  // Somebody is waiting at the terminal, and can try again.
  return whenReachable(url, open, 0);
}
