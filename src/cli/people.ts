import { randomBytes } from 'node:crypto';
import { UserAdministration, UserDirectory } from '@portcullis/users';
import { DataSource } from 'typeorm';
import { readSettings } from '../config/settings.js';
import { dataSourceOptions } from '../database/data-source.js';
import { migrate } from '../database/migrate.js';
import { openDatabase } from '../database/open-database.js';
import { whenReachable } from '../database/when-reachable.js';
import { EXIT_CODE } from './exit-code.js';

export interface People {
  readonly directory: UserDirectory;
  readonly administration: UserAdministration;
}

/** Opens the database that the service uses, migrated, does the work, and closes what it has opened. */
export async function withPeople<T>(work: (people: People) => Promise<T>): Promise<T> {
  // Nothing is signed here, so that the secret is nobody's business: neither a missing nor a weak one.
  const settings = readSettings({ ...process.env, AUTH_JWT_SECRET: randomBytes(32).toString('hex') });
  const opening = openDatabase(settings);
  onSignal(async () => (await opening.catch(() => undefined))?.close());
  const database = await opening;
  try {
    const dataSource = await connect(database.url);
    try {
      return await work({
        directory: new UserDirectory(dataSource),
        administration: new UserAdministration(dataSource),
      });
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
  return whenReachable(url, async () => {
    await migrate(url);
    return new DataSource(dataSourceOptions(url)).initialize();
  });
}
