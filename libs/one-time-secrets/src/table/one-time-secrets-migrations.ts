import { hostMigration } from '@portcullis/database';
import { CreateOneTimeSecrets1795914000000 } from './create-one-time-secrets.migration.js';

/** For the `migrations` of the host's data source, in the order in which they run. */
export const oneTimeSecretsMigrations = [hostMigration(CreateOneTimeSecrets1795914000000)] as const;
