import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '@portcullis/auth/spi';
import { Database, PgAdapter, type Statement } from '@portcullis/database';
import { type EndedSession, PostgresSessionStore, Sessions } from '@portcullis/sessions';
import type { PoolClient } from 'pg';
import { LOCK_OUT_SIGN_INS } from '../../libs/sessions/src/session/session-statements.js';
import { eventually } from '../support/process.js';
import { openSessions, type SessionsDatabase } from './database.js';
import { DAY, newSession } from './new-session.js';

const NAMING = { schema: 'auth', prefix: 'app_' };

/** Ends all sessions without waiting for the sign-ins in progress. */
class HastyAdapter extends PgAdapter {
  override run(statement: Statement) {
    return statement.text === LOCK_OUT_SIGN_INS ? Promise.resolve([]) : super.run(statement);
  }
}

describe('in a transaction of the application', () => {
  let sessions: SessionsDatabase;
  let database: Database;
  let store: PostgresSessionStore;
  let host: PoolClient;

  beforeAll(async () => {
    sessions = await openSessions(NAMING);
    database = sessions.database;
    store = new PostgresSessionStore(database, new SystemClock());
  });
  afterAll(() => sessions.close());
  beforeEach(async () => {
    host = await sessions.pool.connect();
    await host.query('BEGIN');
  });
  afterEach(async () => {
    await host.query('ROLLBACK');
    host.release();
    await database.query('TRUNCATE {sessions}, {session_cut_offs}');
  });

  const within = <T>(work: () => Promise<T>) => database.within(host, work);

  async function begun() {
    const session = newSession();
    expect(await store.create(session)).toMatchObject({ kind: 'begun' });
    return session;
  }

  it.each([
    ['COMMIT', true],
    ['ROLLBACK', false],
  ])('a session begins with it: %s', async (end, isAlive) => {
    const { id } = await within(begun);
    expect(await within(() => store.isAlive(id))).toBe(true);
    expect(await store.isAlive(id)).toBe(false);
    await host.query(end);
    expect(await store.isAlive(id)).toBe(isAlive);
  });

  it.each([
    ['COMMIT', false],
    ['ROLLBACK', true],
  ])('sessions end with it: %s', async (end, isAlive) => {
    const [{ id }, { id: other }] = [await begun(), await begun()];
    await within(async () => {
      expect(await store.end(other, { reason: 'signed_out' })).toMatchObject({ id: other });
      expect(await store.endAllOf('1', { reason: 'administration' })).toMatchObject([{ id }]);
      expect((await store.listOf('1')).sessions).toEqual([]);
    });
    await host.query(end);
    expect(await Promise.all([id, other].map((one) => store.isAlive(one)))).toEqual([isAlive, isAlive]);
  });

  it.each([
    ['is over', true],
    ['is alive without the wait: the twin', false],
  ])('a session that is committed while all sessions of its user are ended %s', async (_what, waits) => {
    const ender = waits
      ? store
      : new PostgresSessionStore(new Database(new HastyAdapter(() => sessions.pool), NAMING), new SystemClock());
    const { id } = await within(begun);
    const ending = ender.endAllOf('1', { reason: 'administration' });
    await (waits ? eventually(() => sessions.isLockAwaited(), 1_400) : ending);
    await host.query('COMMIT');
    expect(await ending).toHaveLength(waits ? 1 : 0);
    expect(await store.isAlive(id)).toBe(!waits);
  });

  it.each(['REPEATABLE READ', 'SERIALIZABLE'])(
    'a session that it can’t see ends after its commit: %s',
    async (level) => {
      await host.query(`ROLLBACK; BEGIN ISOLATION LEVEL ${level}; SELECT FROM pg_class`);
      const { id } = await begun();
      await within(() => store.endAllOf('1', { reason: 'administration' }));
      // Far from the cut-off, so that the outcome does not depend on how long the statements take.
      const later = newSession({ signInStartedAt: performance.now() + 60_000 });
      await host.query('COMMIT');
      await eventually(async () => !(await store.isAlive(id)), 30_000);
      expect(await store.create(later)).toMatchObject({ kind: 'begun' });
      expect(await store.isAlive(later.id)).toBe(true);
    },
  );

  it('a sign-in that all sessions are ended during is refused, though its session is not committed', async () => {
    const session = newSession({ signInStartedAt: performance.now() - 60_000 });
    await store.endAllOf('1', { reason: 'administration' });
    expect(await within(() => store.create(session))).toEqual({ kind: 'overtaken' });
    await host.query('COMMIT');
    expect(await store.isAlive(session.id)).toBe(false);
  });

  it('the end of a session whose spent token was presented outlasts a rollback', async () => {
    const rotationOf = (presented: { readonly id: string; readonly tokenHash: Buffer }) => ({
      presented: { sessionId: presented.id, hash: presented.tokenHash },
      successorHash: randomBytes(32),
      sealedSuccessor: null,
      idleMilliseconds: DAY,
      graceMilliseconds: 0,
    });
    const [rotated, found] = [await begun(), await begun()];
    await store.rotate(rotationOf(rotated));
    await within(async () => {
      expect(await store.rotate(rotationOf(rotated))).toEqual({ kind: 'reused' });
      expect(await store.end(found.id, { reason: 'reuse' })).toMatchObject({ id: found.id });
    });
    await host.query('ROLLBACK');
    expect(await Promise.all([rotated, found].map(({ id }) => store.isAlive(id)))).toEqual([false, false]);
  });

  it('events are published after the commit, and never after a rollback', async () => {
    const published: string[] = [];
    const events = { publishRevoked: (ended: readonly EndedSession[]) => published.push(...ended.map(({ id }) => id)) };
    const service = new Sessions(store, events as never, undefined as never, undefined as never);
    const end = ({ id }: { readonly id: string }) =>
      within(() => service.end({ id, userId: 1 }, { reason: 'revoked', actor: { kind: 'service' } }));
    const [kept, ended] = [await begun(), await begun()];
    expect(await end(kept)).toBe(true);
    await host.query('ROLLBACK');
    await host.query('BEGIN');
    expect(await end(ended)).toBe(true);
    expect(published).toEqual([]);
    await host.query('COMMIT');
    await eventually(() => published.length > 0, 30_000);
    expect(published).toEqual([ended.id]);
  });

  it('the settings of the connection stay as they are', async () => {
    await within(() => store.listOf('1'));
    expect((await host.query('SHOW enable_bitmapscan')).rows).toEqual([{ enable_bitmapscan: 'on' }]);
  });
});
