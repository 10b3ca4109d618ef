import type { MigrationClass } from '@portcullis/database';
import { CreateOneTimeSecrets1795914000000 } from './create-one-time-secrets.migration.js';

/** The migrations of the one-time secrets, in the order in which they run. */
export const oneTimeSecretsMigrations: readonly MigrationClass[] = [CreateOneTimeSecrets1795914000000];
