import type { MigrationClass } from '@portcullis/database';
import { CreateSigningKeys1772755200000 } from './create-signing-keys.migration.js';

/** The migrations of the signing keys, in the order in which they run. */
export const keysMigrations: readonly MigrationClass[] = [CreateSigningKeys1772755200000];
