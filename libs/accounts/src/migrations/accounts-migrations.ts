import type { MigrationClass } from '@portcullis/database';
import { CreateAccountDeletions1796072400000 } from './create-account-deletions.migration.js';
import { CreateAccountInvitations1796076000000 } from './create-account-invitations.migration.js';
import { CreateMailOutbox1796065200000 } from './create-mail-outbox.migration.js';

/** The migrations of the accounts, in the order in which they run. */
export const accountsMigrations: readonly MigrationClass[] = [
  CreateMailOutbox1796065200000,
  CreateAccountDeletions1796072400000,
  CreateAccountInvitations1796076000000,
];
