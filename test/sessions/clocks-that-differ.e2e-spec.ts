import { randomBytes, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '@portcullis/auth';
import { SystemClock } from '@portcullis/auth/spi';
import { PostgresSessionStore } from '@portcullis/sessions';
import { query } from '../processes/query.js';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { sharedBy, startProcess, temporaryFolder } from '../support/process.js';
import { openSessions } from './database.js';
import { newSession } from './new-session.js';
import { expectInvalidGrant, PASSWORD, refresh, signedIn, tokensOf } from './tokens.js';

const HOUR = 3_600_000;

/** For `--require`: moves the clock of the program by so many milliseconds. */
const shiftedBy = (milliseconds: number) => `
  const RealDate = Date;
  globalThis.Date = class Date extends RealDate {
    constructor(...parts) { parts.length > 0 ? super(...parts) : super(RealDate.now() + ${milliseconds}); }
    static now() { return RealDate.now() + ${milliseconds}; }
  };`;

describe('instances whose clocks differ', () => {
  let database: TestDatabase;
  let punctual: Client;
  let others: readonly Client[];

  const start = async (shift: number) => {
    const file = join(await temporaryFolder(), 'shift.cjs');
    await writeFile(file, shiftedBy(shift));
    const env = { ...sharedBy(database.url), AUTH_JWT_ALGORITHM: 'ES256', NODE_OPTIONS: `--require ${file}` };
    return new Client((await startProcess({ env })).url);
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    punctual = await start(0);
    others = [await start(15_000), await start(-HOUR)];
  });
  afterAll(() => database.drop());

  it.each([
    [0, '15 seconds ahead'],
    [1, 'an hour behind'],
  ])('give a repeated refresh the same successor within the grace window: %#, %s', async (which) => {
    const other = others[which]!;
    const { refresh: first } = await signedIn(punctual, `alice${which}`);
    const second = tokensOf(await refresh(punctual, first)).refresh;
    expect(tokensOf(await refresh(other, first)).refresh).toBe(second);
    const third = tokensOf(await refresh(other, second)).refresh;
    expect(tokensOf(await refresh(punctual, second)).refresh).toBe(third);
    tokensOf(await refresh(punctual, third));
  });

  it('agree on when a session is over', async () => {
    const { refresh: token } = await signedIn(punctual, 'bob');
    const end = (interval: string) =>
      query(database.url, 'UPDATE sessions SET idle_expires_at = now() + $1::interval', [interval]);
    await end('30 minutes');
    const next = tokensOf(await refresh(others[0]!, token)).refresh;
    await end('-1 second');
    for (const client of [punctual, ...others]) {
      expectInvalidGrant(await refresh(client, next));
    }
  });

  it('agree on how long to wait after wrong passwords', async () => {
    await punctual.newcomer('carol', PASSWORD);
    const guess = async (client: Client) => {
      const { status, headers } = await client.signIn('carol', 'a wrong passphrase');
      return { status, wait: Number(headers.get('retry-after')) };
    };
    const [ahead, behind] = others as [Client, Client];
    while ((await guess(ahead)).status !== 429) {
      expect((await guess(behind)).status).toBeLessThanOrEqual(429);
    }
    for (const client of [punctual, ahead, behind]) {
      const { status, wait } = await guess(client);
      expect(status === 401 || wait < 15).toBe(true);
    }
  });

  it('agree on the lifetime of a signing key', async () => {
    const keys = await query(
      database.url,
      'SELECT abs(extract(epoch FROM published_at - now())) < 120 AS recent, active_from <= now() AS active FROM signing_keys',
    );
    expect(keys).toEqual([{ recent: true, active: true }]);
  });
});

describe('a store of sessions', () => {
  /** A clock of the application, which replaces the database's. */
  class ShiftedClock extends Clock {
    constructor(private readonly shift: number) {
      super();
    }

    now(): number {
      return Date.now() + this.shift;
    }
  }

  it('uses the database’s clock, and another one only if the application provides it: the twin', async () => {
    const sessions = await openSessions();
    try {
      const kindOfRepeat = async (here: Clock, there: Clock) => {
        const presented = { sessionId: randomUUID(), hash: randomBytes(32) };
        const store = new PostgresSessionStore(sessions.database, here);
        await store.create(newSession({ id: presented.sessionId, tokenHash: presented.hash }));
        const rotation = {
          presented,
          successorHash: randomBytes(32),
          sealedSuccessor: randomBytes(60),
          idleMilliseconds: HOUR,
          graceMilliseconds: 10_000,
        };
        await store.rotate(rotation);
        return (await new PostgresSessionStore(sessions.database, there).rotate(rotation)).kind;
      };
      expect(await kindOfRepeat(new SystemClock(), new SystemClock())).toBe('repeated');
      expect(await kindOfRepeat(new ShiftedClock(0), new ShiftedClock(15_000))).toBe('reused');
    } finally {
      await sessions.close();
    }
  });
});
