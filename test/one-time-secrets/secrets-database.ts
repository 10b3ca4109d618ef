import type { Clock } from '@portcullis/auth';
import { type Secret, SystemClock } from '@portcullis/auth/spi';
import { Database, migrate } from '@portcullis/database';
import { typeOrmAdapter } from '@portcullis/database/typeorm';
import { OneTimeSecrets, oneTimeSecretsMigrations, SecretPurge } from '@portcullis/one-time-secrets';
import { DataSource } from 'typeorm';
import { checkedOneTimeSecretsOptions } from '../../libs/one-time-secrets/src/one-time-secrets.options.js';
import { SecretTable } from '../../libs/one-time-secrets/src/table/secret.table.js';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { createTestDatabase } from '../support/database.js';
import { TEST_SECRET } from '../support/secret.js';

export interface SecretsDatabase {
  readonly url: string;
  readonly database: Database;
  readonly dataSource: DataSource;
  readonly secretsOf: (options?: { readonly clock?: Clock; readonly secret?: Secret }) => OneTimeSecrets;
  readonly purge: () => Promise<number>;
  readonly drop: () => Promise<void>;
}

/** A database with the table of one-time secrets and nothing else. */
export async function createSecretsDatabase(): Promise<SecretsDatabase> {
  const created = await createTestDatabase();
  const { url } = created;
  const dataSource = await new DataSource(dataSourceOptions(url)).initialize();
  const database = new Database(typeOrmAdapter(dataSource));
  await migrate(database, oneTimeSecretsMigrations);
  const tableOf = (clock: Clock) => new SecretTable(database, clock);
  return {
    url,
    database,
    dataSource,
    secretsOf: ({ clock = new SystemClock(), secret = TEST_SECRET } = {}) =>
      new OneTimeSecrets({ secret }, tableOf(clock)),
    purge: () =>
      new SecretPurge(checkedOneTimeSecretsOptions({ secret: TEST_SECRET }), tableOf(new SystemClock())).purge(),
    drop: async () => {
      await dataSource.destroy();
      await created.drop();
    },
  };
}
