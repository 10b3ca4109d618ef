import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  MemorySessionStore,
  type NewSession,
  type RefreshTokenReference,
  type Rotation,
  type SessionStore,
  TypeOrmSessionStore,
} from '@portcullis/sessions';
import { TestClock } from '@portcullis/testing';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const DAY = 86_400_000;

const clock = new TestClock(new Date('2026-03-01T12:00:00.123Z'));

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
  dataSource = await new DataSource(dataSourceOptions(database.url)).initialize();
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

beforeEach(() => dataSource.query('TRUNCATE sessions'));

const STORES: readonly (readonly [string, () => SessionStore])[] = [
  ['PostgreSQL', () => new TypeOrmSessionStore(dataSource, clock)],
  ['memory', () => new MemorySessionStore(clock)],
];

describe.each(STORES)('sessions kept in %s', (_place, createStore) => {
  let store: SessionStore;

  beforeEach(() => {
    store = createStore();
  });

  async function begun(given: Partial<NewSession> = {}): Promise<RefreshTokenReference> {
    const session: NewSession = {
      id: randomUUID(),
      subject: 'alice',
      clientId: null,
      scopes: ['a', 'b'],
      createdAt: clock.now(),
      idleExpiresAt: clock.now() + DAY,
      expiresAt: clock.now() + 3 * DAY,
      address: '127.0.0.1',
      userAgent: null,
      tokenHash: randomBytes(32),
      ...given,
    };
    await store.create(session);
    return { sessionId: session.id, hash: session.tokenHash };
  }

  const rotationOf = (presented: RefreshTokenReference): Rotation => ({
    presented,
    successorHash: randomBytes(32),
    sealedSuccessor: randomBytes(60),
    idleExpiresAt: clock.now() + DAY,
    graceMilliseconds: 10_000,
  });

  const idsOf = async (subject: string) => (await store.listOf(subject)).map(({ id }) => id);

  it('are told as they were begun', async () => {
    const { sessionId: id } = await begun({ clientId: 'shop', userAgent: 'x' });
    const now = clock.now();
    expect(await store.find(id)).toEqual({
      id,
      subject: 'alice',
      clientId: 'shop',
      scopes: ['a', 'b'],
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
      expect(await store.end(unknown, { reason: 'revoked' })).toBe(false);
    }
  });

  it('exchange a token once, and answer its predecessor for a while', async () => {
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

  it('take a token from before that for spent', async () => {
    const first = await begun();
    const rotation = rotationOf(first);
    await store.rotate(rotation);
    await store.rotate(rotationOf({ ...first, hash: rotation.successorHash }));
    expect((await store.findByToken(first))?.standing).toBe('spent');
    expect(await store.rotate(rotationOf(first))).toEqual({ kind: 'reused' });
  });

  it('are over by the clock, idle or used', async () => {
    const idle = await begun();
    const used = await begun();
    clock.advance({ hours: 23 });
    const rotation = rotationOf(used);
    await store.rotate(rotation);
    clock.advance({ hours: 1 });
    expect(await Promise.all([idle, used].map(({ sessionId }) => store.isAlive(sessionId)))).toEqual([false, true]);
    expect(await idsOf('alice')).toEqual([used.sessionId]);
    expect(await store.rotate(rotationOf(idle))).toEqual({ kind: 'over' });
    expect(await store.end(idle.sessionId, { reason: 'signed_out' })).toBe(false);
    expect((await store.find(idle.sessionId))?.endedAt).toBeNull();
  });

  it('are ended by their owner alone, where one is named, and once', async () => {
    const { sessionId } = await begun();
    expect(await store.end(sessionId, { reason: 'signed_out', subject: 'bob' })).toBe(false);
    expect(await store.isAlive(sessionId)).toBe(true);
    expect(await store.end(sessionId, { reason: 'signed_out', subject: 'alice' })).toBe(true);
    expect(await store.isAlive(sessionId)).toBe(false);
    expect(await store.end(sessionId, { reason: 'administration' })).toBe(false);
    expect(await store.find(sessionId)).toMatchObject({ endReason: 'signed_out' });
  });

  it('are ended all but one, and nobody else’s', async () => {
    const [one, other, kept] = [await begun(), await begun(), await begun()];
    const bobs = await begun({ subject: 'bob' });
    const ended = await store.endAllOf('alice', { reason: 'signed_out', except: kept.sessionId });
    expect(new Set(ended)).toEqual(new Set([one.sessionId, other.sessionId]));
    expect(await idsOf('alice')).toEqual([kept.sessionId]);
    expect(await idsOf('bob')).toEqual([bobs.sessionId]);
    expect(await store.endAllOf('alice', { reason: 'signed_out' })).toEqual([kept.sessionId]);
  });

  it('are listed with the last used first', async () => {
    const older = await begun();
    clock.advance({ seconds: 1 });
    const newer = await begun();
    expect(await idsOf('alice')).toEqual([newer.sessionId, older.sessionId]);
    clock.advance({ seconds: 1 });
    await store.rotate(rotationOf(older));
    expect(await idsOf('alice')).toEqual([older.sessionId, newer.sessionId]);
  });

  it('are forgotten when they are over, so many at a time', async () => {
    const ended = await begun();
    await store.end(ended.sessionId, { reason: 'revoked' });
    const idle = await begun({ idleExpiresAt: clock.now() });
    clock.advance({ milliseconds: 1 });
    const alive = await begun();
    const purge = () => store.purge({ endedBefore: clock.now(), limit: 1 });
    expect([await purge(), await purge(), await purge()]).toEqual([1, 1, 0]);
    expect(await Promise.all([ended, idle].map(({ sessionId }) => store.find(sessionId)))).toEqual([null, null]);
    expect(await store.isAlive(alive.sessionId)).toBe(true);
  });
});

it('asks PostgreSQL once for all sessions of one turn of the event loop, and never from memory', async () => {
  const store = new TypeOrmSessionStore(dataSource, clock);
  const [id, other] = [randomUUID(), randomUUID()];
  await dataSource.query(
    `INSERT INTO sessions (id, subject, scopes, created_at, last_used_at, idle_expires_at, expires_at, current_hash)
     VALUES ($1, 'alice', '{}', now(), now(), 'infinity', 'infinity', '\\x00')`,
    [id],
  );
  const query = jest.spyOn(Client.prototype, 'query');
  const ask = () => Promise.all([id, other, 's-1', id].map((one) => store.isAlive(one)));
  expect(await ask()).toEqual([true, false, false, true]);
  expect(query).toHaveBeenCalledTimes(1);
  query.mockRestore();
  await dataSource.query(`UPDATE sessions SET ended_at = now(), end_reason = 'revoked'`);
  expect(await ask()).toEqual([false, false, false, false]);
});
