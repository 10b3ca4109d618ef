import { hostMigration } from '@portcullis/database';
import { CreateSigningKeys1772755200000 } from './create-signing-keys.migration.js';

/** For the `migrations` of the application's data source. */
export const keysMigrations = [hostMigration(CreateSigningKeys1772755200000)] as const;
