import type { MigrationClass } from '@portcullis/database';
import { AddRoles1769904000000 } from './add-roles.migration.js';
import { AddEmailVerified1796061600000 } from './add-email-verified.migration.js';
import { CreateOrAdoptUsers1767225600000 } from './create-or-adopt-users.migration.js';
import { CreateReservedUsernames1796065200000 } from './create-reserved-usernames.migration.js';
import { MoveMigrationRecord1776297600000 } from './move-migration-record.migration.js';
import { RecomputeCanonicalNames1771113600000 } from './recompute-canonical-names.migration.js';

/** The migrations of the tables `users` and `reserved_usernames`, in the order in which they run. */
export const usersMigrations: readonly MigrationClass[] = [
  CreateOrAdoptUsers1767225600000,
  AddRoles1769904000000,
  RecomputeCanonicalNames1771113600000,
  MoveMigrationRecord1776297600000,
  AddEmailVerified1796061600000,
  CreateReservedUsernames1796065200000,
];
