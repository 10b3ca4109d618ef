import { hostMigration } from '@portcullis/database';
import { CreateSignInBudgets1773619200000 } from './create-sign-in-budgets.migration.js';

/** For the `migrations` of the host's data source, in the order in which they run. */
export const limitsMigrations = [hostMigration(CreateSignInBudgets1773619200000)] as const;
