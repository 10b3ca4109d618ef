import { hostMigration } from '@portcullis/database';
import { AddRoles1769904000000 } from './add-roles.migration.js';
import { CreateOrAdoptUsers1767225600000 } from './create-or-adopt-users.migration.js';
import { MoveMigrationRecord1776297600000 } from './move-migration-record.migration.js';
import { RecomputeCanonicalNames1771113600000 } from './recompute-canonical-names.migration.js';

/** For the `migrations` of the host's data source, in the order in which they run. */
export const usersMigrations = [
  hostMigration(CreateOrAdoptUsers1767225600000),
  hostMigration(AddRoles1769904000000),
  hostMigration(RecomputeCanonicalNames1771113600000),
  hostMigration(MoveMigrationRecord1776297600000),
] as const;
