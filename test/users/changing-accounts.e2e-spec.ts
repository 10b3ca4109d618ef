import { Injectable, type INestApplication } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Accounts, AuthModule, type DomainEvent, EventListener } from '@portcullis/auth';
import {
  type AccountChange,
  AccountConsequence,
  AccountTakenError,
  type AccountWriter,
  type Cause,
  PasswordChangedError,
  type Transaction,
  UnknownAccountError,
} from '@portcullis/auth/spi';
import { databaseTransactionOf } from '@portcullis/database';
import { PostgresUserRepository, type RegisteredUser, RegistrationService, UsersModule } from '@portcullis/users';
import { DataSource } from 'typeorm';
import { DatabaseModule } from '../../src/database/database.module.js';
import { createHost, OPTIONS } from '../embedding/host.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const CAUSE: Cause = {
  actor: { kind: 'user', id: '7', sessionId: 'a session' },
  origin: { address: '192.0.2.1', userAgent: 'a browser', requestId: 'r1' },
};

const failing = { consequence: false, listener: false };

/** Records changes in a table of the same database, in the transaction of the change. */
@Injectable()
class Diary extends AccountConsequence {
  readonly changes: AccountChange[] = [];

  async follow(change: AccountChange, transaction: Transaction): Promise<void> {
    this.changes.push(change);
    await databaseTransactionOf(transaction).query('INSERT INTO diary VALUES ($1)', [change.kind]);
    if (failing.consequence) {
      throw new Error('the consequence failed');
    }
  }
}

@Injectable()
class Audit extends EventListener {
  readonly told: DomainEvent[] = [];

  override async within(event: DomainEvent, transaction: Transaction): Promise<void> {
    await databaseTransactionOf(transaction).query('INSERT INTO diary VALUES ($1)', [event.type]);
    if (failing.listener) {
      throw new Error('the listener failed');
    }
  }

  override notify(event: DomainEvent): void {
    this.told.push(event);
    throw new Error('is logged');
  }
}

describe('changing an account', () => {
  let database: TestDatabase;
  let instances: [INestApplication, INestApplication];
  let accounts: Accounts<RegisteredUser>;
  let diary: Diary;
  let audit: Audit;
  let id: number;

  beforeAll(async () => {
    database = await createTestDatabase();
    instances = [await start(), await start()];
    const [app] = instances;
    accounts = app.get(Accounts);
    [diary, audit] = [app.get(Diary), app.get(Audit)];
    await app.get(DataSource).query('CREATE TABLE diary (entry text); CREATE TABLE secrets (hash text)');
  });

  afterAll(async () => {
    await Promise.all(instances.map((app) => app.close()));
    await database.drop();
  });

  beforeEach(async () => {
    Object.assign(failing, { consequence: false, listener: false });
    await sql('TRUNCATE users, diary, secrets');
    ({ id } = await instances[0].get(RegistrationService).register({
      username: 'Alice',
      email: 'alice@example.com',
      password: 'an unlikely passphrase',
    }));
    await sql('TRUNCATE diary');
    diary.changes.length = 0;
    audit.told.length = 0;
  });

  async function start(): Promise<INestApplication> {
    const users = UsersModule.forRoot();
    const userRepository = { useExisting: PostgresUserRepository };
    const auth = AuthModule.forRoot({ ...OPTIONS, isGlobal: true, imports: [users], userRepository });
    const imports = [DatabaseModule.forRoot(database.url), users, auth];
    return (await createHost('fastify', { imports, providers: [Diary, Audit] })).init();
  }

  const sql = (text: string): Promise<Record<string, unknown>[]> => instances[0].get(DataSource).query(text);
  const diaryEntries = async () => (await sql('SELECT entry FROM diary')).map(({ entry }) => entry);
  const change = <T>(work: (writer: AccountWriter<RegisteredUser>, transaction: Transaction) => Promise<T>) =>
    accounts.change(CAUSE, work);
  const stored = async () => (await accounts.find({ id }))!;

  it.each<[string, string, (writer: AccountWriter<RegisteredUser>) => Promise<unknown>, object, object]>([
    ['deactivated', 'user_deactivated', (writer) => writer.deactivate({ id }), {}, {}],
    [
      'username_changed',
      'username_changed',
      (writer) => writer.setUsername({ id }, 'Alicia'),
      { from: 'Alice', to: 'Alicia' },
      { from: 'Alice', to: 'Alicia' },
    ],
    [
      'email_changed',
      'email_changed',
      (writer) => writer.setEmail({ username: 'ALICE' }, 'alicia@example.com'),
      { from: 'alice@example.com', to: 'alicia@example.com' },
      {},
    ],
    [
      'roles_changed',
      'roles_changed',
      (writer) => writer.setRoles({ id }, () => ['admin']),
      { from: [], to: ['admin'] },
      { from: [], to: ['admin'] },
    ],
    ['email_verified', 'email_verified', (writer) => writer.verifyEmail({ id }), {}, {}],
    ['access_revoked', 'access_revoked', (writer) => writer.revokeAccess({ id }), {}, {}],
    [
      'deletion_scheduled',
      'deletion_scheduled',
      (writer) => writer.scheduleDeletion({ id }, 1_800_000_000_000),
      { deleteAfter: 1_800_000_000_000 },
      { deleteAfter: 1_800_000_000_000 },
    ],
    ['deletion_cancelled', 'deletion_cancelled', (writer) => writer.cancelDeletion({ id }), {}, {}],
    ['deleted', 'user_deleted', (writer) => writer.delete({ email: 'Alice@Example.com' }), {}, {}],
    [
      'password_changed',
      'password_changed',
      async (writer) => {
        const { passwordHash } = (await writer.find({ id }))!;
        await writer.setPasswordHash({ id }, { from: passwordHash, to: 'another hash' });
      },
      {},
      {},
    ],
  ])('informs consequences and listeners within its transaction: %s', async (kind, type, work, details, told) => {
    await change(work);
    expect(diary.changes).toEqual([expect.objectContaining({ kind, ...CAUSE, ...details })]);
    expect(diary.changes[0]?.user).toMatchObject({ id });
    expect(await diaryEntries()).toEqual([kind, type]);
    const at = expect.any(Number);
    expect(audit.told).toEqual([{ type, at, ...CAUSE, subject: { id: String(id) }, ...told }]);
    expect(JSON.stringify(audit.told)).not.toMatch(/example\.com|hash/);
  });

  it('informs them of a registration and of an activation', async () => {
    const bob = { username: 'bob', email: 'bob@example.com', passwordHash: null };
    const user = await change((writer) => writer.create(bob));
    expect(user).toMatchObject({ username: 'bob', isActive: true, roles: [] });
    await change((writer) => writer.deactivate({ id: user.id }));
    expect(await change((writer) => writer.activate({ id: user.id }))).toEqual(user);
    expect(audit.told.map(({ type }) => type)).toEqual(['user_registered', 'user_deactivated', 'user_activated']);
    expect(diary.changes.map(({ kind }) => kind)).toEqual(['created', 'deactivated', 'activated']);
  });

  it('writes name and address in both forms', async () => {
    await change(async (writer) => {
      await writer.setUsername({ id }, 'ALICIA');
      await writer.setEmail({ id }, 'Alicia@Example.com');
    });
    const [row] = await sql('SELECT username, username_canonical, email, email_canonical FROM users');
    expect(Object.values(row!)).toEqual(['ALICIA', 'alicia', 'Alicia@Example.com', 'alicia@example.com']);
    expect((await stored()).user.username).toBe('ALICIA');
  });

  it('makes another address unverified, unless it is verified already', async () => {
    const isVerified = async () => {
      const { user, emailVerified } = await stored();
      expect(user.emailVerified).toBe(emailVerified);
      return emailVerified;
    };
    expect(await isVerified()).toBe(false);
    expect(await change((writer) => writer.verifyEmail({ id }))).toMatchObject({ emailVerified: true });
    expect(await isVerified()).toBe(true);
    await change((writer) => writer.setEmail({ id }, 'Alice@example.com'));
    expect(await isVerified()).toBe(false);
    await change((writer) => writer.setEmail({ id }, 'alicia@example.com', { verified: true }));
    expect(await isVerified()).toBe(true);
    await change((writer) => writer.setUsername({ id }, 'Alicia'));
    expect(await isVerified()).toBe(true);
    expect(diary.changes.map(({ kind }) => kind)).toEqual([
      'email_verified',
      'email_changed',
      'email_changed',
      'username_changed',
    ]);
  });

  it('verifies the present address if it is set as verified', async () => {
    const set = (verified: boolean) => change((writer) => writer.setEmail({ id }, 'alice@example.com', { verified }));
    expect(await set(true)).toMatchObject({ emailVerified: true });
    expect(await set(false)).toMatchObject({ emailVerified: true });
    expect(diary.changes.map(({ kind }) => kind)).toEqual(['email_verified']);
  });

  it('creates accounts whose address is verified', async () => {
    const bob = { username: 'bob', email: 'bob@example.com', passwordHash: null };
    expect(await change((writer) => writer.create({ ...bob, emailVerified: true }))).toMatchObject({
      emailVerified: true,
    });
    expect(await accounts.find({ username: 'bob' })).toMatchObject({ emailVerified: true, passwordHash: null });
    expect(diary.changes.map(({ kind }) => kind)).toEqual(['created']);
  });

  it.each(['consequence', 'listener'] as const)('is rolled back when a %s fails', async (part) => {
    failing[part] = true;
    await expect(change((writer) => writer.deactivate({ id }))).rejects.toThrow(`the ${part} failed`);
    expect((await stored()).user.isActive).toBe(true);
    expect(await diaryEntries()).toEqual([]);
    expect(audit.told).toEqual([]);
  });

  it('has no consequences when it changes nothing', async () => {
    const bob = { username: 'bob', email: 'bob@example.com', emailVerified: true, passwordHash: null };
    const verified = await change((writer) => writer.create(bob));
    diary.changes.length = 0;
    audit.told.length = 0;
    await change(async (writer) => {
      await writer.activate({ id });
      await writer.setUsername({ id }, 'Alice');
      await writer.setEmail({ id }, 'alice@example.com');
      await writer.verifyEmail({ id: verified.id });
      await writer.setRoles({ id }, (roles) => [...roles]);
    });
    expect([diary.changes, audit.told]).toEqual([[], []]);
  });

  it('says which member is taken, in any spelling', async () => {
    await change((writer) => writer.create({ username: 'bob', email: 'bob@example.com', passwordHash: null }));
    const username = change((writer) => writer.setUsername({ id }, 'BOB'));
    await expect(username).rejects.toMatchObject({ name: AccountTakenError.name, member: 'username' });
    const email = change((writer) => writer.setEmail({ id }, 'BOB@example.com'));
    await expect(email).rejects.toMatchObject({ name: AccountTakenError.name, member: 'email' });
  });

  it.each([{ id: 0 }, { id: 'x' }, { id: 2 ** 40 }, { username: 'nobody' }, { email: 'a@b.example' }, { email: '\0' }])(
    'is refused for an unknown account: %j',
    async (key) => {
      expect(await accounts.find(key)).toBeNull();
      await expect(change((writer) => writer.deactivate(key))).rejects.toThrow(UnknownAccountError);
      await expect(change((writer) => writer.delete(key))).rejects.toThrow(UnknownAccountError);
    },
  );

  it('shares its transaction with the caller, so a secret is used up only if the password changes', async () => {
    await sql(`INSERT INTO secrets VALUES ('used once')`);
    const reset = (from: string | null) =>
      change(async (writer, transaction) => {
        await databaseTransactionOf(transaction).query('DELETE FROM secrets');
        await writer.setPasswordHash({ id }, { from, to: 'new hash' });
      });
    await expect(reset('a hash that is no longer stored')).rejects.toThrow(PasswordChangedError);
    expect(await sql('SELECT * FROM secrets')).toHaveLength(1);
    await reset((await stored()).passwordHash);
    expect(await sql('SELECT * FROM secrets')).toHaveLength(0);
    expect((await stored()).passwordHash).toBe('new hash');
  });

  it('lets one of many simultaneous password changes succeed, on two instances', async () => {
    const from = (await stored()).passwordHash;
    const attempts = Array.from({ length: 16 }, (_, index) =>
      instances[index % 2]!.get(Accounts).change(CAUSE, (writer) =>
        writer.setPasswordHash({ id }, { from, to: `hash ${index}` }),
      ),
    );
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const losers = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(losers.every(({ reason }) => reason instanceof PasswordChangedError)).toBe(true);
    expect(await diaryEntries()).toEqual(['password_changed', 'password_changed']);
  });
});
