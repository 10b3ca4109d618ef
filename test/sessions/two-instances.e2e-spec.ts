import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../processes/query.js';
import { type Answer, Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { sharedBy, startProcess } from '../support/process.js';
import { expectInvalidGrant, PASSWORD, refresh, sessionIn, signedIn, tokensOf } from './tokens.js';

const AT_ONCE = 16;
const ROUNDS = 100;
const SIGN_OUTS = Number(process.env['SIGN_OUTS'] ?? 100);

describe('two instances of the service on one database', () => {
  let database: TestDatabase;
  let graceful: readonly [Client, Client];
  let strict: readonly [Client, Client];

  beforeAll(async () => {
    database = await createTestDatabase();
    const env = sharedBy(database.url);
    const start = async (grace: string) => {
      const services = await Promise.all(
        [1, 2].map(() => startProcess({ env: { ...env, AUTH_REFRESH_GRACE: grace } })),
      );
      return services.map(({ url }) => new Client(url)) as [Client, Client];
    };
    graceful = await start('10s');
    strict = await start('0s');
  });
  afterAll(() => database.drop());

  const deadlocks = async () => {
    const [row] = await query(
      database.url,
      'SELECT deadlocks::int AS deadlocks FROM pg_stat_database WHERE datname = current_database()',
    );
    return row!['deadlocks'];
  };

  const atOnce = (instances: readonly [Client, Client], token: string): Promise<Answer[]> =>
    Promise.all(Array.from({ length: AT_ONCE }, (_, index) => refresh(instances[index % 2]!, token)));

  it(`make one successor of ${AT_ONCE} refreshes of one token at once, ${ROUNDS} times`, async () => {
    let { refresh: token } = await signedIn(graceful[0], 'alice');
    for (let round = 0; round < ROUNDS; round++) {
      const successors = new Set((await atOnce(graceful, token)).map((answer) => tokensOf(answer).refresh));
      expect(successors.size).toBe(1);
      [token] = [...successors] as [string];
    }
    expect(await deadlocks()).toBe(0);
    print(`${ROUNDS} rounds of ${AT_ONCE} refreshes with grace: one successor each, 0 deadlocks`);
  }, 120_000);

  it('accept one of them without a grace window, and end the session for the others', async () => {
    await strict[0].newcomer('bob', PASSWORD);
    const rounds = 20;
    for (let round = 0; round < rounds; round++) {
      const { refresh: token } = tokensOf(await strict[0].signIn('bob', PASSWORD));
      const answers = await atOnce(strict, token);
      const [winner, ...others] = answers.toSorted((one, other) => one.status - other.status);
      const { access, refresh: successor } = tokensOf(winner!);
      others.forEach(expectInvalidGrant);
      expect((await strict[round % 2]!.me(access)).status).toBe(401);
      expectInvalidGrant(await refresh(strict[0], successor));
    }
    expect(await deadlocks()).toBe(0);
    print(`${rounds} rounds of ${AT_ONCE} refreshes without grace: one successor each, 0 deadlocks`);
  }, 120_000);

  it(`refuse on one instance what was ended on the other, ${SIGN_OUTS} times out of ${SIGN_OUTS}`, async () => {
    const [one, other] = graceful;
    await one.newcomer('carol', PASSWORD);
    let refused = 0;
    for (let time = 0; time < SIGN_OUTS; time++) {
      const { access, refresh: token } = tokensOf(await one.signIn('carol', PASSWORD));
      expect((await other.me(access)).status).toBe(200);
      expect((await one.postForm('/logout', {}, { Authorization: `Bearer ${access}` })).status).toBe(204);
      refused += Number((await other.me(access)).status === 401);
      expectInvalidGrant(await refresh(other, token));
    }
    expect(refused).toBe(SIGN_OUTS);
    print(`${refused} of ${SIGN_OUTS} sessions refused on the other instance at the next request`);
  }, 600_000);

  it('refuse on both instances what was reused on one', async () => {
    const { refresh: token } = await signedIn(graceful[0], 'dave');
    const second = tokensOf(await refresh(graceful[0], token));
    const third = tokensOf(await refresh(graceful[1], second.refresh));
    expectInvalidGrant(await refresh(graceful[0], token));
    for (const client of graceful) {
      expect((await client.me(third.access)).status).toBe(401);
    }
    expectInvalidGrant(await refresh(graceful[1], third.refresh));
    const [row] = await query(database.url, 'SELECT end_reason FROM sessions WHERE id = $1', [sessionIn(token)]);
    expect(row).toEqual({ end_reason: 'reuse' });
  });
});

function print(figures: string): void {
  process.stdout.write(`${figures}\n`);
}
