import { resolve } from 'node:path';
import type { StartOptions } from '../../tools/embedded-postgres/src/index.js';
import { loadEmbeddedPostgres } from '../config/load-embedded-postgres.js';
import type { Settings } from '../config/settings.js';
import { placeOf } from './place-of.js';

/** A database of `DATABASE_URL`, or the service's own. */
export interface OpenDatabase {
  readonly url: string;
  /** Describes the place of the data, without a password. */
  readonly description: string;
  /** Resolves with the reason if the service's own database has ended for good. Never settles for `DATABASE_URL`. */
  readonly lost: Promise<Error>;
  close(): Promise<void>;
}

/** A database that is being opened. */
export interface OpeningDatabase {
  readonly opened: Promise<OpenDatabase>;
  /**
   * Settles when the process begins to wait for the database, at the latest with `opened`. Until then other work would delay the
   * opening.
   */
  readonly underWay: Promise<unknown>;
}

/**
 * Opens the database of `DATABASE_URL`. Without it, starts the service's own database, except in production.
 *
 * @param warn called when the service's own database has ended and is started again
 */
export function openDatabase(settings: Settings, warn: (sentence: string) => void = () => {}): OpeningDatabase {
  let onWaiting = (): void => {};
  const waiting = new Promise<void>((settle) => (onWaiting = settle));
  const opened = open(settings, { onWaiting, onRestart: warn });
  return { opened, underWay: Promise.race([waiting, Promise.allSettled([opened])]) };
}

async function open({ databaseUrl, dataDir }: Settings, options: StartOptions): Promise<OpenDatabase> {
  if (databaseUrl !== undefined) {
    const description = `PostgreSQL at ${placeOf(databaseUrl)}`;
    return { url: databaseUrl, description, lost: new Promise(() => {}), close: async () => {} };
  }
  const { startEmbeddedPostgres } = await loadEmbeddedPostgres();
  const embedded = await startEmbeddedPostgres({ dataDir: resolve(dataDir), ...options });
  const { url, dataFolder, lost } = embedded;
  return { url, description: `${dataFolder} (PostgreSQL)`, lost, close: () => embedded.stop() };
}
