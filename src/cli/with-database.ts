import { Logger } from '@nestjs/common';
import { Database, pgAdapter } from '@portcullis/database';
import pg from 'pg';
import type { Settings } from '../config/settings.js';
import { poolOptions } from '../database/pool-options.js';
import { migrate } from '../database/migrate.js';
import { openDatabase } from '../database/open-database.js';
import { whenReachable } from '../database/when-reachable.js';
import { EXIT_CODE } from './exit-code.js';

/** Opens and migrates the database of the service, runs the work, and closes the database. */
export async function withDatabase<T>(settings: Settings, work: (database: Database) => Promise<T>): Promise<T> {
  // The caller prints an error once, at the end.
  Logger.overrideLogger(false);
  const { opened: opening } = openDatabase(settings);
  const ignoreSignals = onSignal(async () => (await opening.catch(() => undefined))?.close());
  const opened = await opening;
  try {
    // No wait for the database: the user waits at the terminal and can try again.
    await whenReachable(opened.url, () => migrate(opened.url, settings.migrationWait), 0);
    const pool = new pg.Pool(poolOptions(opened.url));
    try {
      return await work(new Database(pgAdapter(pool), { preparedStatements: settings.preparedStatements }));
    } finally {
      await pool.end();
    }
  } finally {
    await opened.close();
    ignoreSignals();
  }
}

/** On Ctrl-C, stops a PostgreSQL that was started for the command. A second Ctrl-C does not wait. Returns how to undo this. */
function onSignal(close: () => Promise<void>): () => void {
  // process.exit() waits for busy threads, of which there is at most one, with the hash of a new password.
  const stop = (): void => void close().finally(() => process.exit(EXIT_CODE.failed));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  return () => void process.off('SIGINT', stop).off('SIGTERM', stop);
}
