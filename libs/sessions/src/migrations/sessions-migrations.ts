import { hostMigration } from '@portcullis/database';
import { AddAuthentication1795910400000 } from './add-authentication.migration.js';
import { CreateSessions1772323200000 } from './create-sessions.migration.js';
import { KeySessionsByUser1776211200000 } from './key-sessions-by-user.migration.js';

/** For the `migrations` of the application's data source, in the order in which they run. */
export const sessionsMigrations = [
  hostMigration(CreateSessions1772323200000),
  hostMigration(KeySessionsByUser1776211200000),
  hostMigration(AddAuthentication1795910400000),
] as const;
