import type { MigrationClass } from '@portcullis/database';
import { AddAuthentication1795910400000 } from './add-authentication.migration.js';
import { CreateSessions1772323200000 } from './create-sessions.migration.js';
import { KeySessionsByUser1776211200000 } from './key-sessions-by-user.migration.js';

/** The tables of the sessions, in the order in which they are changed. */
export const sessionsMigrations: readonly MigrationClass[] = [
  CreateSessions1772323200000,
  KeySessionsByUser1776211200000,
  AddAuthentication1795910400000,
];
