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

/** The database that `DATABASE_URL` names, or outside production one of the service's own. */
export async function openDatabase({ databaseUrl, dataDir }: Settings): Promise<OpenDatabase> {
  if (databaseUrl !== undefined) {
    return { url: databaseUrl, description: `PostgreSQL at ${placeOf(databaseUrl)}`, close: async () => {} };
  }
  // Not part of a production install, so not imported before it is needed.
  const { startEmbeddedPostgres } = await import('./embedded-postgres.js');
  const embedded = await startEmbeddedPostgres({ dataDir: resolve(dataDir) });
  return { url: embedded.url, description: `${embedded.dataFolder} (PostgreSQL)`, close: () => embedded.stop() };
}
