import { resolve } from 'node:path';
import type { Settings } from '../config/settings.js';
import { placeOf } from './place-of.js';

/** A database to use, wherever it came from. */
export interface OpenDatabase {
  readonly url: string;
  /** Where the data is, for a person; without a password. */
  readonly description: string;
  close(): Promise<void>;
}

/** A database that is being opened. */
export interface OpeningDatabase {
  readonly opened: Promise<OpenDatabase>;
  /**
   * Settles when there is something to wait for, and that at the latest when `opened` does: whatever keeps this process busy
   * before makes that wait longer.
   */
  readonly underWay: Promise<unknown>;
}

/** The database that `DATABASE_URL` names, or outside production one of the service's own. */
export function openDatabase(settings: Settings): OpeningDatabase {
  let onWaiting = (): void => {};
  const waiting = new Promise<void>((settle) => (onWaiting = settle));
  const opened = open(settings, onWaiting);
  return { opened, underWay: Promise.race([waiting, Promise.allSettled([opened])]) };
}

async function open({ databaseUrl, dataDir }: Settings, onWaiting: () => void): Promise<OpenDatabase> {
  if (databaseUrl !== undefined) {
    return { url: databaseUrl, description: `PostgreSQL at ${placeOf(databaseUrl)}`, close: async () => {} };
  }
  // Not part of a production install, so not imported before it is needed.
  const { startEmbeddedPostgres } = await import('./embedded-postgres.js');
  const embedded = await startEmbeddedPostgres({ dataDir: resolve(dataDir), onWaiting });
  return { url: embedded.url, description: `${embedded.dataFolder} (PostgreSQL)`, close: () => embedded.stop() };
}
