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
   * Settles when it is only to be waited for, and that at the latest when `opened` does: whatever keeps this process busy
   * before makes the wait longer, and after that nothing can.
   */
  readonly underWay: Promise<unknown>;
}

/** The database that `DATABASE_URL` names, or outside production one of the service's own. */
export function openDatabase(settings: Settings): OpeningDatabase {
  let onSpawned = (): void => {};
  const spawned = new Promise<void>((settle) => (onSpawned = settle));
  const opened = open(settings, onSpawned);
  return { opened, underWay: Promise.race([spawned, Promise.allSettled([opened])]) };
}

async function open({ databaseUrl, dataDir }: Settings, onSpawned: () => void): Promise<OpenDatabase> {
  if (databaseUrl !== undefined) {
    return { url: databaseUrl, description: `PostgreSQL at ${placeOf(databaseUrl)}`, close: async () => {} };
  }
  // Not part of a production install, so not imported before it is needed.
  const { startEmbeddedPostgres } = await import('./embedded-postgres.js');
  const embedded = await startEmbeddedPostgres({ dataDir: resolve(dataDir), onSpawned });
  return { url: embedded.url, description: `${embedded.dataFolder} (PostgreSQL)`, close: () => embedded.stop() };
}
