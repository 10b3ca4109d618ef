import { accountsMigrations } from '@portcullis/accounts';
import type { MigrationClass } from '@portcullis/database';
import { keysMigrations } from '@portcullis/keys';
import { limitsMigrations } from '@portcullis/limits';
import { oneTimeSecretsMigrations } from '@portcullis/one-time-secrets';
import { sessionsMigrations } from '@portcullis/sessions';
import { usersMigrations } from '@portcullis/users';

/** All migrations of the libraries, in the order in which they run. */
export const MIGRATIONS: readonly MigrationClass[] = [
  ...usersMigrations,
  ...sessionsMigrations,
  ...keysMigrations,
  ...limitsMigrations,
  ...oneTimeSecretsMigrations,
  ...accountsMigrations,
].toSorted((one, other) => Number(one.name.slice(-13)) - Number(other.name.slice(-13)));
