import type { MigrationClass } from '@portcullis/database';
import { CreateSignInBudgets1773619200000 } from './create-sign-in-budgets.migration.js';

/** The migrations of the table that counts attempts, in the order in which they run. */
export const limitsMigrations: readonly MigrationClass[] = [CreateSignInBudgets1773619200000];
