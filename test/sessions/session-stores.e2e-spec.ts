import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Transaction } from '@portcullis/auth/spi';
import type { Database } from '@portcullis/database';
import {
  type Beginning,
  MemorySessionStore,
  type NewSession,
  type RefreshTokenReference,
  type Rotation,
  type SessionStore,
  PostgresSessionStore,
} from '@portcullis/sessions';
import { TestClock } from '@portcullis/testing';
import { Client } from 'pg';
import { CREATE } from '../../libs/sessions/src/session/session-statements.js';
import { eventually } from '../support/process.js';
import { openSessions, type SessionsDatabase } from './database.js';
import { DAY, newSession } from './new-session.js';

const clock = new TestClock(new Date('2026-03-01T12:00:00.123Z'));

let tables: SessionsDatabase;
let database: Database;

beforeAll(async () => {
  tables = await openSessions();
  database = tables.database;
});

afterAll(() => tables.close());

beforeEach(() => database.query('TRUNCATE {sessions}, {session_cut_offs}'));

const STORES: readonly (readonly [string, () => SessionStore])[] = [
  ['PostgreSQL', () => new PostgresSessionStore(database, clock)],
  ['memory', () => new MemorySessionStore(clock)],
];

describe.each(STORES)('sessions kept in %s', (_place, createStore) => {
  let store: SessionStore;

  beforeEach(() => {
    store = createStore();
  });

  async function begun(given: Partial<NewSession> = {}): Promise<RefreshTokenReference> {
    const session = newSession(given);
    expect(await store.create(session)).toMatchObject({ kind: 'begun' });
    return { sessionId: session.id, hash: session.tokenHash };
  }

  const rotationOf = (presented: RefreshTokenReference): Rotation => ({
    presented,
    successorHash: randomBytes(32),
    sealedSuccessor: randomBytes(60),
    idleMilliseconds: DAY,
    graceMilliseconds: 10_000,
  });

  const idsOf = async (userId: string) => (await store.listOf(userId)).sessions.map(({ id }) => id);

  it('are returned as they were begun', async () => {
    const authentication = { methods: ['pwd', 'otp'], at: clock.now() - 2_001 };
    const { sessionId: id } = await begun({ clientId: 'shop', userAgent: 'x', authentication });
    const now = clock.now();
    expect(await store.find(id)).toEqual({
      id,
      userId: '1',
      subject: 'alice',
      clientId: 'shop',
      scopes: ['a', 'b'],
      authentication,
      createdAt: now,
      lastUsedAt: now,
      idleExpiresAt: now + DAY,
      expiresAt: now + 3 * DAY,
      address: '127.0.0.1',
      userAgent: 'x',
      endedAt: null,
      endReason: null,
    });
    for (const unknown of [randomUUID(), 's-1', '', '\0', id.toUpperCase()]) {
      expect(await store.find(unknown)).toBeNull();
      expect(await store.isAlive(unknown)).toBe(false);
      expect(await store.end(unknown, { reason: 'revoked' })).toBeNull();
    }
  });

  it('keep how and when their user was authenticated when they are refreshed, also if it is not known', async () => {
    const authentication = { methods: ['pwd'], at: clock.now() };
    const [known, unknown] = [await begun({ authentication }), await begun()];
    clock.advance({ hours: 1 });
    for (const [token, expected] of [
      [known, authentication],
      [unknown, null],
    ] as const) {
      const rotation = rotationOf(token);
      await store.rotate(rotation);
      const found = await store.findByToken({ ...token, hash: rotation.successorHash });
      expect(found?.session.authentication).toEqual(expected);
    }
  });

  it('exchange a token once, and give its predecessor the same successor for a while', async () => {
    const first = await begun();
    const rotation = rotationOf(first);
    expect(await store.rotate(rotation)).toEqual({ kind: 'rotated' });
    const { sealedSuccessor } = rotation;
    clock.advance({ milliseconds: 9_999 });
    expect(await store.rotate(rotationOf(first))).toEqual({ kind: 'repeated', sealedSuccessor });
    expect((await store.findByToken(first))?.standing).toBe('previous');
    const second = { ...first, hash: rotation.successorHash };
    expect((await store.findByToken(second))?.standing).toBe('current');
    clock.advance({ milliseconds: 1 });
    expect(await store.rotate(rotationOf(first))).toEqual({ kind: 'reused' });
    expect(await store.find(first.sessionId)).toMatchObject({ endReason: 'reuse', endedAt: clock.now() });
    expect(await store.rotate(rotationOf(second))).toEqual({ kind: 'over' });
  });

  it('treat an older token as spent', async () => {
    const first = await begun();
    const rotation = rotationOf(first);
    await store.rotate(rotation);
    await store.rotate(rotationOf({ ...first, hash: rotation.successorHash }));
    expect((await store.findByToken(first))?.standing).toBe('spent');
    expect(await store.rotate(rotationOf(first))).toEqual({ kind: 'reused' });
  });

  it('expire by the clock, idle or used', async () => {
    const idle = await begun();
    const used = await begun();
    clock.advance({ hours: 23 });
    const rotation = rotationOf(used);
    await store.rotate(rotation);
    clock.advance({ hours: 1 });
    expect(await Promise.all([idle, used].map(({ sessionId }) => store.isAlive(sessionId)))).toEqual([false, true]);
    expect(await idsOf('1')).toEqual([used.sessionId]);
    expect(await store.rotate(rotationOf(idle))).toEqual({ kind: 'over' });
    expect(await store.end(idle.sessionId, { reason: 'signed_out' })).toBeNull();
    expect((await store.find(idle.sessionId))?.endedAt).toBeNull();
  });

  it('end once, and only for the named user', async () => {
    const { sessionId: id } = await begun();
    expect(await store.end(id, { reason: 'signed_out', userId: '2' })).toBeNull();
    expect(await store.isAlive(id)).toBe(true);
    expect(await store.end(id, { reason: 'signed_out', userId: '1' })).toMatchObject({ id, subject: 'alice' });
    expect(await store.isAlive(id)).toBe(false);
    expect(await store.end(id, { reason: 'administration' })).toBeNull();
    expect(await store.find(id)).toMatchObject({ endReason: 'signed_out' });
  });

  it('end all except one, whatever the sub of their tokens, and none of another user', async () => {
    const [one, other, kept] = [await begun(), await begun({ subject: '1' }), await begun()];
    const bobs = await begun({ userId: '2', subject: '1' });
    const ended = await store.endAllOf('1', { reason: 'signed_out', except: kept.sessionId });
    expect(new Map(ended.map(({ id, subject }) => [id, subject]))).toEqual(
      new Map([
        [one.sessionId, 'alice'],
        [other.sessionId, '1'],
      ]),
    );
    expect(await idsOf('1')).toEqual([kept.sessionId]);
    expect(await idsOf('2')).toEqual([bobs.sessionId]);
    expect(await store.endAllOf('1', { reason: 'signed_out' })).toMatchObject([{ id: kept.sessionId }]);
  });

  it('end for one sub, without the sign-ins in progress', async () => {
    const signInStartedAt = performance.now();
    const [named, numbered] = [await begun(), await begun({ subject: '1' })];
    const ended = await store.endAllOf('1', { reason: 'user_inactive', subject: 'alice' });
    expect(ended).toMatchObject([{ id: named.sessionId }]);
    await begun({ signInStartedAt });
    expect(await store.isAlive(numbered.sessionId)).toBe(true);
  });

  it('do not begin by a sign-in that began before all sessions were ended', async () => {
    // Far enough apart for any delay of the connection.
    const signInStartedAt = performance.now() - 60_000;
    await store.endAllOf('1', { reason: 'signed_out' });
    const session = newSession({ signInStartedAt });
    expect(await store.create(session)).toEqual({ kind: 'overtaken' });
    expect(await store.isAlive(session.id)).toBe(false);
    await begun({ userId: '2', signInStartedAt });
    await begun({ signInStartedAt: performance.now() + 60_000 });
  });

  it('end with the transaction, and go on if it is rolled back', async () => {
    const [one, kept] = [await begun(), await begun()];
    const bobs = await begun({ userId: '2' });
    const told: string[] = [];
    const endAllWithin = (transaction: Transaction) =>
      store.endAllWithin(transaction, '1', {
        reason: 'user_inactive',
        except: kept.sessionId,
        told: (ended) => told.push(...ended.map(({ id }) => id)),
      });
    const rolledBack = database.transaction(async (transaction) => {
      await endAllWithin(transaction);
      throw new Error('rolled back');
    });
    await expect(rolledBack).rejects.toThrow('rolled back');
    expect([await store.isAlive(one.sessionId), told]).toEqual([true, []]);
    await begun({ userId: '1', signInStartedAt: performance.now() - 60_000 });

    await database.transaction(async (transaction) => {
      await endAllWithin(transaction);
      expect([await store.isAlive(one.sessionId), told]).toEqual([true, []]);
    });
    expect(told).toContain(one.sessionId);
    expect(told).toHaveLength(2);
    expect(await store.find(one.sessionId)).toMatchObject({ endReason: 'user_inactive' });
    expect(await idsOf('1')).toEqual([kept.sessionId]);
    expect(await idsOf('2')).toEqual([bobs.sessionId]);
    const late = newSession({ signInStartedAt: performance.now() - 60_000 });
    expect(await store.create(late)).toEqual({ kind: 'overtaken' });
    await begun({ signInStartedAt: performance.now() + 60_000 });
  });

  it('end if there are too many, those unused for longest first', async () => {
    const sessions: RefreshTokenReference[] = [];
    for (let count = 0; count < 3; count++) {
      sessions.push(await begun({ limit: 3 }));
      clock.advance({ seconds: 1 });
    }
    await store.rotate(rotationOf(sessions[0]!));
    const session = newSession({ limit: 3 });
    expect(await store.create(session)).toMatchObject({ kind: 'begun', ended: [{ id: sessions[1]!.sessionId }] });
    expect(new Set(await idsOf('1'))).toEqual(new Set([session.id, sessions[0]!.sessionId, sessions[2]!.sessionId]));
    expect(await store.find(sessions[1]!.sessionId)).toMatchObject({ endReason: 'session_limit' });
    await begun({ limit: 1 });
    expect(await idsOf('1')).toHaveLength(1);
  });

  it('are listed page by page, each once, also several of the same time', async () => {
    for (let count = 0; count < 7; count++) {
      await begun();
      clock.advance({ milliseconds: count % 2 });
    }
    await begun({ userId: '2' });
    const all = await idsOf('1');
    const paged: string[] = [];
    let after: string | undefined;
    do {
      const { sessions, next } = await store.listOf('1', { limit: 3, ...(after !== undefined && { after }) });
      paged.push(...sessions.map(({ id }) => id));
      after = next ?? undefined;
    } while (after !== undefined);
    expect(all).toHaveLength(7);
    expect(paged).toEqual(all);
    await expect(store.listOf('1', { after: 'x' })).rejects.toThrow(RangeError);
  });

  it('are listed with the last used first', async () => {
    const older = await begun();
    clock.advance({ seconds: 1 });
    const newer = await begun();
    expect(await idsOf('1')).toEqual([newer.sessionId, older.sessionId]);
    clock.advance({ seconds: 1 });
    await store.rotate(rotationOf(older));
    expect(await idsOf('1')).toEqual([older.sessionId, newer.sessionId]);
  });

  it('are purged in batches when they are over', async () => {
    const ended = await begun();
    await store.end(ended.sessionId, { reason: 'revoked' });
    const idle = await begun({ idleMilliseconds: 0 });
    clock.advance({ milliseconds: 1 });
    const alive = await begun();
    const purge = () => store.purge({ limit: 1 });
    expect([await purge(), await purge(), await purge()]).toEqual([1, 1, 0]);
    expect(await Promise.all([ended, idle].map(({ sessionId }) => store.find(sessionId)))).toEqual([null, null]);
    expect(await store.isAlive(alive.sessionId)).toBe(true);
  });
});

it('reads all sessions of one turn of the event loop by one statement, and caches none', async () => {
  const store = new PostgresSessionStore(database, clock);
  const [id, other] = [randomUUID(), randomUUID()];
  await database.query(
    `INSERT INTO {sessions} (id, subject, scopes, created_at, last_used_at, idle_expires_at, expires_at, current_hash)
     VALUES ($1, 'alice', '{}', now(), now(), 'infinity', 'infinity', '\\x00')`,
    [id],
  );
  const query = jest.spyOn(Client.prototype, 'query');
  const ask = () => Promise.all([id, other, 's-1', id].map((one) => store.isAlive(one)));
  expect(await ask()).toEqual([true, false, false, true]);
  expect(query).toHaveBeenCalledTimes(1);
  query.mockRestore();
  await database.query(`UPDATE {sessions} SET ended_at = now(), end_reason = 'revoked'`);
  expect(await ask()).toEqual([false, false, false, false]);
});

const insertMany = (count: number) =>
  database.query(
    `INSERT INTO {sessions} (id, user_id, subject, scopes, created_at, last_used_at, idle_expires_at, expires_at, current_hash)
     SELECT gen_random_uuid(), '1', '1', '{}', now(), now(), 'infinity', 'infinity', '\\x00' FROM generate_series(1, $1)`,
    [count],
  );

it('ends more sessions than one statement does, also for two simultaneous calls', async () => {
  const store = new PostgresSessionStore(database, clock);
  const many = 2_500;
  await insertMany(many);
  const [one, other] = await Promise.all([1, 2].map(() => store.endAllOf('1', { reason: 'administration' })));
  expect(new Set([...one!, ...other!].map(({ id }) => id)).size).toBe(many);
  expect(one!.length + other!.length).toBe(many);
  expect((await store.listOf('1')).sessions).toEqual([]);
});

const isLockAwaited = () => tables.isLockAwaited();

it.each([
  ['is refused', 60_000, 'overtaken'],
  ['goes on if it began after that', -60_000, 'begun'],
])('a sign-in during a transaction that ends all sessions waits for its commit, and %s', async (_what, age, kind) => {
  const store = new PostgresSessionStore(database, clock);
  const id = randomUUID();
  let signIn: Promise<Beginning> | undefined;
  await database.transaction(async (transaction) => {
    await store.endAllWithin(transaction, '1', { reason: 'user_inactive', told: () => undefined });
    signIn = store.create(newSession({ id, signInStartedAt: performance.now() - age }));
    await eventually(isLockAwaited, 1_500);
    expect(await database.query('SELECT id FROM {sessions} WHERE id = $1', [id])).toEqual([]);
  });
  expect(await signIn).toMatchObject({ kind });
  expect(await store.isAlive(id)).toBe(kind === 'begun');
});

it.each([
  ['ends with the others', CREATE.sql],
  ['stays without the lock: the twin', CREATE.sql.replace('pg_advisory_xact_lock_shared', '')],
])('a session that is being inserted while a transaction ends all of them %s', async (_what, sql) => {
  const isLocking = sql === CREATE.sql;
  const store = new PostgresSessionStore(database, clock);
  const connection = await tables.pool.connect();
  try {
    const id = randomUUID();
    // As the store inserts it, on a connection that commits late.
    await connection.query('BEGIN');
    const texts = [id, '1', '1', null, [], null, null, randomBytes(32), DAY, DAY, new Date(clock.now()), null, null];
    await connection.query(database.names.in(sql), texts);
    const ending = database.transaction((transaction) =>
      store.endAllWithin(transaction, '1', { reason: 'user_inactive', told: () => undefined }),
    );
    await (isLocking ? eventually(isLockAwaited, 1_500) : ending);
    await connection.query('COMMIT');
    await ending;
    expect(await store.isAlive(id)).toBe(!isLocking);
  } finally {
    connection.release();
  }
});

it('ends thousands of sessions within one transaction', async () => {
  const store = new PostgresSessionStore(database, clock);
  await insertMany(5_000);
  let ended = 0;
  await database.transaction((transaction) =>
    store.endAllWithin(transaction, '1', { reason: 'user_inactive', told: ({ length }) => (ended = length) }),
  );
  expect(ended).toBe(5_000);
});
