import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Database, migrate, type MigrationClass, pgAdapter, type TableNaming } from '@portcullis/database';
import { sessionsMigrations } from '@portcullis/sessions';
import { usersMigrations } from '@portcullis/users';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openPool } from './database.js';

const POSITION = sessionsMigrations.findIndex(({ name }) => name.startsWith('KeySessionsByUser'));
const KEY_BY_USER = sessionsMigrations[POSITION]!;

describe.each<[string, TableNaming]>([
  ['of the plain name', {}],
  ['with a prefix', { prefix: 'auth_' }],
])('sessions that were begun before they had a user, in a table %s', (_which, naming) => {
  let testDatabase: TestDatabase;
  let pool: Pool;
  let database: Database;

  beforeEach(async () => {
    testDatabase = await createTestDatabase();
    pool = openPool(testDatabase.url);
    database = new Database(pgAdapter(pool), naming);
  });
  afterEach(async () => {
    await pool.end();
    await testDatabase.drop();
  });

  const step = (Migration: MigrationClass, way: 'up' | 'down') =>
    database.transaction((transaction) => new Migration()[way](transaction));

  const earlier = () => sessionsMigrations.slice(0, POSITION);

  const begin = (...subjects: string[]) =>
    database.query(
      `INSERT INTO {sessions} (id, subject, scopes, created_at, last_used_at, idle_expires_at, expires_at, current_hash)
       SELECT gen_random_uuid(), subject, '{}', now(), now(), now() + interval '1 day', now() + interval '1 day', '\\x00'
       FROM unnest($1::text[]) AS subject`,
      [subjects],
    );
  const owners = async () => {
    const rows = await database.query<{ subject: string; user_id: string | null; ended: boolean }>(
      'SELECT subject, user_id, ended_at IS NOT NULL AS ended FROM {sessions}',
    );
    return Object.fromEntries(rows.map(({ subject, user_id, ended }) => [subject, ended ? 'ended' : user_id]));
  };

  it('belong to the one user whom their subject names, and end if it names two or none', async () => {
    for (const Migration of [...usersMigrations, ...earlier()]) {
      await step(Migration, 'up');
    }
    await database.query(
      `INSERT INTO {users} (id, username, username_canonical, email, email_canonical)
       SELECT id, name, name, name, name
       FROM (VALUES (1, 'boss'), (2, '1'), (3, 'carol'), (4, '4'), (5, 'Twin'), (6, 'twin')) AS row (id, name)`,
    );
    await begin('1', '2', '3', 'carol', '4', 'twin', 'Twin', 'nobody', '99');
    await step(KEY_BY_USER, 'up');
    expect(await owners()).toEqual({
      1: 'ended',
      2: '2',
      3: '3',
      carol: '3',
      4: '4',
      twin: '6',
      Twin: '5',
      nobody: 'ended',
      99: 'ended',
    });
    await step(KEY_BY_USER, 'down');
    await step(KEY_BY_USER, 'up');
  });

  it('keep their subject as the user id without a table of users', async () => {
    for (const Migration of earlier()) {
      await step(Migration, 'up');
    }
    await begin('7f1c');
    await step(KEY_BY_USER, 'up');
    expect(await owners()).toEqual({ '7f1c': null });
  });

  it('begin on an instance of an earlier version after the migration', async () => {
    await migrate(database, sessionsMigrations);
    await begin('1');
    expect(await owners()).toEqual({ 1: null });
  });
});
