import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sessionsMigrations } from '@portcullis/sessions';
import { usersMigrations } from '@portcullis/users';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const POSITION = sessionsMigrations.findIndex(({ name }) => name.startsWith('KeySessionsByUser'));
const KEY_BY_USER = sessionsMigrations[POSITION]!;

describe('sessions that were begun before they had a user', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url)).initialize();
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  async function step(Migration: (typeof sessionsMigrations | typeof usersMigrations)[number], way: 'up' | 'down') {
    await dataSource.transaction(({ queryRunner }) => new Migration()[way](queryRunner!));
  }

  const earlier = () => sessionsMigrations.slice(0, POSITION);

  const begin = (...subjects: string[]) =>
    dataSource.query(
      `INSERT INTO sessions (id, subject, scopes, created_at, last_used_at, idle_expires_at, expires_at, current_hash)
       SELECT gen_random_uuid(), subject, '{}', now(), now(), now() + interval '1 day', now() + interval '1 day', '\\x00'
       FROM unnest($1::text[]) AS subject`,
      [subjects],
    );
  const owners = async () => {
    const rows = await dataSource.query<{ subject: string; user_id: string | null; ended: boolean }[]>(
      'SELECT subject, user_id, ended_at IS NOT NULL AS ended FROM sessions',
    );
    return Object.fromEntries(rows.map(({ subject, user_id, ended }) => [subject, ended ? 'ended' : user_id]));
  };

  it('belong to the one user whom their subject names, and end if it names two or none', async () => {
    for (const Migration of [...usersMigrations, ...earlier()]) {
      await step(Migration, 'up');
    }
    await dataSource.query(
      `INSERT INTO users (id, username, username_canonical, email, email_canonical)
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
    await migrate(database.url);
    await begin('1');
    expect(await owners()).toEqual({ 1: null });
  });
});
