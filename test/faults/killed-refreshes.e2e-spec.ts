import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../processes/query.js';
import { type Answer, Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { sharedBy, startProcess } from '../support/process.js';
import { expectInvalidGrant, refresh, sessionIn, tokensOf } from '../sessions/tokens.js';
import { LONG, recordFigure } from './support/fault-run.js';
import { insertUsers, PASSWORD } from './support/users.js';

const ROUNDS = LONG ? 20 : 3;
const CLIENTS = 20;

/** All clients together send 200 requests a second. */
const EVERY_MILLISECONDS = 1000 / (200 / CLIENTS);

/** Finds rows of half a rotation, which must never be left behind. */
const HALF_ROTATED = `
  SELECT id FROM sessions
  WHERE octet_length(current_hash) <> 32
     OR (previous_hash IS NULL) <> (rotated_at IS NULL)
     OR (previous_hash IS NULL) <> (sealed_successor IS NULL)
     OR previous_hash = current_hash
     OR last_used_at <> COALESCE(rotated_at, created_at)
     OR idle_expires_at > expires_at
     OR (ended_at IS NULL) <> (end_reason IS NULL)`;

describe('a service that is killed during refreshes', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const start = () => startProcess({ env: sharedBy(database.url) });

  it(`lets every client go on or refuses it cleanly, ${ROUNDS} times`, async () => {
    const figures = { refreshes: 0, seconds: 0, lostAnswers: 0, wentOn: 0, refused: 0 };
    let service = await start();
    await insertUsers(database.url, CLIENTS);
    for (let round = 0; round < ROUNDS; round++) {
      const client = new Client(service.url);
      const tokens = await Promise.all(
        Array.from(
          { length: CLIENTS },
          async (_, index) => tokensOf(await client.signIn(`user${index}`, PASSWORD)).refresh,
        ),
      );
      const began = performance.now();
      const streams = tokens.map((token, index) => stream(client, token, (index * EVERY_MILLISECONDS) / CLIENTS));
      await pause(800 + Math.random() * 400);
      service.signal('SIGKILL');
      figures.seconds += (performance.now() - began) / 1000;
      const last = await Promise.all(streams);
      await service.exited;
      service = await start();
      const again = new Client(service.url);
      for (const { token, refreshes } of last) {
        figures.refreshes += refreshes;
        figures.lostAnswers += Number(!(await isCurrent(token)));
        // The client's token is valid whether the exchange never happened or only its response was lost.
        const answer = await refresh(again, token);
        if (answer.status === 200) {
          figures.wentOn++;
          tokensOf(await refresh(again, tokensOf(answer).refresh));
        } else {
          figures.refused++;
          expectInvalidGrant(answer);
        }
      }
      expect(await query(database.url, HALF_ROTATED)).toEqual([]);
    }
    recordFigure(`SIGKILL during refreshes, ${ROUNDS} times`, JSON.stringify(figures));
    process.stdout.write(`0 rows of:${HALF_ROTATED}\n`);
    expect(figures.wentOn + figures.refused).toBe(ROUNDS * CLIENTS);
  }, 600_000);

  async function isCurrent(token: string): Promise<boolean> {
    const [row] = await query(
      database.url,
      `SELECT current_hash = sha256(convert_to($2, 'UTF8')) AS is_current FROM sessions WHERE id = $1`,
      [sessionIn(token), token],
    );
    return row!['is_current'] as boolean;
  }

  /** Refreshes until the service no longer responds. */
  async function stream(client: Client, token: string, delay: number) {
    const begin = performance.now() + delay;
    for (let current = token, refreshes = 0; ; refreshes++) {
      await pause(Math.max(0, begin + refreshes * EVERY_MILLISECONDS - performance.now()));
      let answer: Answer;
      try {
        answer = await refresh(client, current);
      } catch {
        return { token: current, refreshes };
      }
      // The client of an overloaded service sends the same token again.
      if (answer.status !== 503) {
        current = tokensOf(answer).refresh;
      }
    }
  }
});
