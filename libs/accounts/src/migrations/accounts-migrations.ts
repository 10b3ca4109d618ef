import type { MigrationClass } from '@portcullis/database';
import { CreateMailOutbox1796065200000 } from './create-mail-outbox.migration.js';

/** The migrations of the accounts, in the order in which they run. */
export const accountsMigrations: readonly MigrationClass[] = [CreateMailOutbox1796065200000];
