import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database, pgAdapter } from '@portcullis/database';
import {
  PostgresUserRepository,
  type RegistrationService,
  UserAdministration,
  UsernameOrEmailTakenError,
} from '@portcullis/users';
import { Pool, type PoolClient } from 'pg';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { accountsOf, registrationsOf } from './accounts.js';

const ALICE = { username: 'Alice', email: 'alice@example.com', password: 'an unlikely passphrase' };

describe('users within a transaction of the application, on a pool of one connection', () => {
  let testDatabase: TestDatabase;
  let pool: Pool;
  let database: Database;
  let users: PostgresUserRepository;
  let administration: UserAdministration;
  let registrations: RegistrationService;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    await migrate(testDatabase.url);
    pool = new Pool({ connectionString: testDatabase.url, max: 1 });
    // Dropping the database ends connections that have not closed yet.
    pool.on('error', () => {});
    database = new Database(pgAdapter(pool));
    users = new PostgresUserRepository(database, {});
    administration = new UserAdministration(accountsOf(database));
    registrations = registrationsOf(database);
  });
  afterAll(async () => {
    await pool.end();
    await testDatabase.drop();
  });

  beforeEach(async () => {
    await pool.query('TRUNCATE users');
  });

  async function inTransaction(end: 'COMMIT' | 'ROLLBACK', work: (client: PoolClient) => Promise<void>): Promise<void> {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await database.within(client, () => work(client));
      await client.query(end);
    } finally {
      client.release();
    }
  }

  it('commits a registration and a role with it', async () => {
    await inTransaction('COMMIT', async () => {
      await registrations.register(ALICE);
      await administration.grant('alice', 'admin');
      expect(await users.findByUsername('ALICE')).toMatchObject({ user: { roles: ['admin'] } });
    });
    expect(await users.findByUsername('alice')).toMatchObject({ user: { username: 'Alice', roles: ['admin'] } });
  });

  it('rolls a registration back with it', async () => {
    await inTransaction('ROLLBACK', async () => {
      const { id } = await registrations.register(ALICE);
      expect(await users.findBySubject(String(id))).toMatchObject({ username: 'Alice' });
    });
    expect(await users.findByUsername('alice')).toBeNull();
  });

  it('leaves the transaction usable after a taken name', async () => {
    await registrations.register(ALICE);
    await inTransaction('COMMIT', async () => {
      const twice = [registrations.register(ALICE), registrations.register({ ...ALICE, username: 'bob' })];
      for (const taken of twice) {
        await expect(taken).rejects.toThrow(UsernameOrEmailTakenError);
      }
      await registrations.register({ ...ALICE, username: 'bob', email: 'bob@example.com' });
    });
    expect(await users.findByUsername('bob')).toMatchObject({ user: { username: 'bob' } });
  });

  it('makes one account of two simultaneous registrations', async () => {
    await inTransaction('COMMIT', async () => {
      const outcomes = await Promise.allSettled([registrations.register(ALICE), registrations.register(ALICE)]);
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    });
    expect(await users.findByUsername('alice')).not.toBeNull();
  });

  it('does not wait for a registration that waits for the connection', async () => {
    const outcomes: Promise<unknown>[] = [];
    await inTransaction('ROLLBACK', async () => {
      outcomes.push(database.outside(() => registrations.register(ALICE)));
      await registrations.register(ALICE);
    });
    expect(await Promise.all(outcomes)).toMatchObject([{ username: 'Alice' }]);
  });
});
