import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database, type DatabaseTransaction } from '@portcullis/database';
import { typeOrmAdapter } from '@portcullis/database/typeorm';
import { InvalidRoleError, PostgresUserRepository, UnknownUserError, UserAdministration } from '@portcullis/users';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { accountsOf } from './accounts.js';

let database: TestDatabase;
let instances: [DataSource, DataSource];
let administration: UserAdministration;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
  const open = () => new DataSource(dataSourceOptions(database.url)).initialize();
  instances = [await open(), await open()];
  administration = new UserAdministration(accountsOf(databaseOf(instances[0])));
});

afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.destroy()));
  await database.drop();
});

beforeEach(async () => {
  await instances[0].query(`
    TRUNCATE users RESTART IDENTITY;
    INSERT INTO users (username, username_canonical, email, email_canonical) VALUES
      ('Alice', 'Alice', '1@example.com', '1@example.com'),
      ('alice', 'alice', '2@example.com', '2@example.com'),
      ('Straße', 'strasse', '3@example.com', '3@example.com')`);
});

const ALICE = { id: 2, username: 'alice', email: '2@example.com', emailVerified: false, isActive: true, roles: [] };

class WithoutLocks extends Database {
  override transaction<T>(work: (transaction: DatabaseTransaction) => Promise<T>): Promise<T> {
    return super.transaction((transaction) =>
      work({
        query: (sql, parameters) => transaction.query(sql.replace('FOR NO KEY UPDATE', ''), parameters),
        afterCommit: (task) => transaction.afterCommit(task),
      }),
    );
  }
}

const databaseOf = (instance: DataSource) => new Database(typeOrmAdapter(instance));

/** The user as another instance reads it at its next request. */
const seenElsewhere = (id: number) =>
  new PostgresUserRepository(databaseOf(instances[1]), {}).findBySubject(String(id));

describe('an administrator', () => {
  it('grants and revokes a role, on every instance from the next request on', async () => {
    const admin = { ...ALICE, roles: ['admin'] };
    expect(await administration.grant('alice', 'admin')).toEqual(admin);
    expect(await seenElsewhere(2)).toEqual(admin);
    expect(await administration.revoke('alice', 'admin')).toEqual(ALICE);
    expect(await seenElsewhere(2)).toEqual(ALICE);
  });

  it('deactivates and activates a user, on every instance from the next request on', async () => {
    await administration.grant('alice', 'admin');
    const gone = { ...ALICE, isActive: false, roles: ['admin'] };
    expect(await administration.deactivate('alice')).toEqual(gone);
    expect(await seenElsewhere(2)).toEqual(gone);
    expect(await administration.activate('alice')).toEqual({ ...gone, isActive: true });
    expect(await seenElsewhere(2)).toMatchObject({ isActive: true });
  });

  it('vouches for an e-mail address, on every instance from the next request on', async () => {
    expect(await administration.verifyEmail('ALICE')).toEqual({ ...ALICE, emailVerified: true });
    expect(await seenElsewhere(2)).toMatchObject({ emailVerified: true });
    expect(await administration.verifyEmail('alice')).toMatchObject({ emailVerified: true });
  });

  it('may repeat every change', async () => {
    await administration.grant('alice', 'clerk');
    await administration.grant('alice', 'admin');
    expect(await administration.grant('alice', 'clerk')).toMatchObject({ roles: ['clerk', 'admin'] });
    await administration.revoke('alice', 'clerk');
    expect(await administration.revoke('alice', 'clerk')).toMatchObject({ roles: ['admin'] });
    expect(await administration.activate('alice')).toMatchObject({ isActive: true });
    await administration.deactivate('alice');
    expect(await administration.deactivate('alice')).toMatchObject({ isActive: false });
  });

  it('changes no other user', async () => {
    await administration.grant('alice', 'admin');
    await administration.deactivate('alice');
    const others = await instances[1].query('SELECT id FROM users WHERE is_active AND roles = $1 ORDER BY id', [[]]);
    expect(others).toEqual([{ id: 1 }, { id: 3 }]);
  });

  it.each([
    ['Alice', 1],
    ['alice', 2],
    ['aLICE', 2],
    [' ALICE ', 2],
    ['STRASSE', 3],
    ['straße', 3],
  ])('finds by "%s" the user with the id %i', async (typed, id) => {
    expect(await administration.grant(typed, 'admin')).toMatchObject({ id, roles: ['admin'] });
    expect(await administration.deactivate(typed)).toMatchObject({ id, isActive: false });
  });

  it.each(['mallory', 'alic', 'alice%', '', 'alice\0', '\uD800', 'a'.repeat(2_000)])(
    'gets an error for the unknown name "%s"',
    async (typed) => {
      await expect(administration.grant(typed, 'admin')).rejects.toThrow(UnknownUserError);
      await expect(administration.revoke(typed, 'admin')).rejects.toThrow(UnknownUserError);
      await expect(administration.activate(typed)).rejects.toThrow(UnknownUserError);
      await expect(administration.deactivate(typed)).rejects.toThrow(UnknownUserError);
      await expect(administration.verifyEmail(typed)).rejects.toThrow(UnknownUserError);
    },
  );

  it.each(['', 'Admin', '1st', 'a b', 'a,b', 'a"b', 'a\0', 'a\n', 'é', '_', 'a'.repeat(51), '{}', 'admin '])(
    'can’t grant "%s"',
    async (role) => {
      await expect(administration.grant('alice', role as 'admin')).rejects.toThrow(InvalidRoleError);
      await expect(administration.revoke('alice', role as 'admin')).rejects.toThrow(InvalidRoleError);
    },
  );

  it.each(['a', 'items:read', 'team.lead', 'on-call_2', 'a'.repeat(50)])('can grant "%s"', async (role) => {
    expect(await administration.grant('alice', role as 'admin')).toMatchObject({ roles: [role] });
  });
});

describe('two concurrent administrators', () => {
  it('do not undo each other’s changes', async () => {
    const roles = Array.from({ length: 40 }, (_, index) => `role-${index}` as 'admin');
    const others = instances.map((instance) => new UserAdministration(accountsOf(databaseOf(instance))));
    await Promise.all(
      roles.flatMap((role, index) => [
        others[index % 2]!.grant('alice', role),
        others[(index + 1) % 2]!.grant('alice', role),
      ]),
    );
    const granted = (await seenElsewhere(2))!.roles;
    expect(granted.toSorted()).toEqual(roles.toSorted());
    await Promise.all(roles.slice(1).map((role, index) => others[index % 2]!.revoke('alice', role)));
    expect(await seenElsewhere(2)).toMatchObject({ roles: ['role-0'] });
  });

  it('would undo each other’s changes if the row was not locked', async () => {
    const others = instances.map((instance) => {
      const unlocked = new WithoutLocks(typeOrmAdapter(instance));
      return new UserAdministration(accountsOf(unlocked));
    });
    const roles = Array.from({ length: 20 }, (_, index) => `role-${index}` as 'admin');
    await Promise.all(roles.map((role, index) => others[index % 2]!.grant('alice', role)));
    expect((await seenElsewhere(2))!.roles.length).toBeLessThan(20);
  });
});
