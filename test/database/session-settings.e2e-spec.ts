import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { KeyRing, SystemClock } from '@portcullis/auth/spi';
import { Database } from '@portcullis/database';
import { KeyAdministration } from '@portcullis/keys';
import { types } from 'pg';
import type { Answer } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { TEST_SECRET } from '../support/secret.js';
import { startService, type TestService } from '../support/service.js';
import { withClient } from '../users/seed-table.js';

const PASSWORD = 'an unlikely passphrase';
const MINUTE = 60_000;

/** Settings of a database, a role or a URL that change the text format of values. */
const SETTINGS: readonly (readonly [what: string, settings: Readonly<Record<string, string>>])[] = [
  ['German dates', { DateStyle: 'German, DMY', TimeZone: 'Europe/Berlin' }],
  ['SQL dates', { DateStyle: 'SQL, DMY', TimeZone: 'Asia/Kathmandu', IntervalStyle: 'sql_standard' }],
  ['old PostgreSQL dates', { DateStyle: 'Postgres, MDY', TimeZone: 'America/St_Johns' }],
  ['escaped bytes', { bytea_output: 'escape', standard_conforming_strings: 'off', extra_float_digits: '0' }],
  ['tables in another schema', { search_path: 'tenant' }],
];

/** Types that an application may parse as plain text in the whole process. */
const AS_TEXT = [
  types.builtins.TIMESTAMPTZ,
  types.builtins.TIMESTAMP,
  types.builtins.DATE,
  types.builtins.BYTEA,
  types.builtins.JSON,
  types.builtins.JSONB,
  types.builtins.INTERVAL,
];

let database: TestDatabase;
let services: TestService[];

beforeEach(async () => {
  database = await createTestDatabase();
  services = [];
});
afterEach(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await database.drop();
});

async function start(): Promise<TestService> {
  const service = await startService({
    runtime: { databaseUrl: database.url, jwtSecret: TEST_SECRET, jwtAlgorithm: 'ES256' },
  });
  services.push(service);
  return service;
}

const refresh = ({ client }: TestService, token: unknown) =>
  client.postForm('/token', { grant_type: 'refresh_token', refresh_token: String(token) });

/** Uses every feature that reads times, bytes or JSON of keys, sessions and budgets. */
async function expectEverythingToWork(): Promise<void> {
  const one = await start();
  const alice = { username: 'alice', email: 'alice@example.com', password: PASSWORD };
  expect((await one.client.register(alice)).status).toBe(201);
  const signedIn = await one.client.signIn('alice', PASSWORD);
  expect(signedIn.status).toBe(200);
  const refreshed = await refresh(one, signedIn.body['refresh_token']);
  const repeated = await refresh(one, signedIn.body['refresh_token']);
  expect([refreshed.status, repeated.status]).toEqual([200, 200]);
  expect(repeated.body['refresh_token']).toBe(refreshed.body['refresh_token']);

  const keys = new KeyAdministration(
    one.app.get(Database),
    { algorithm: 'ES256', secret: TEST_SECRET },
    new SystemClock(),
  );
  expect(await keys.rotate()).toBeDefined();
  const two = await start();
  expect(two.app.get(KeyRing, { strict: false }).published).toHaveLength(2);
  const bearer = { Authorization: `Bearer ${String(refreshed.body['access_token'])}` };
  expectJustNow(await two.client.get('/me/sessions', bearer));

  expect((await refresh(two, refreshed.body['refresh_token'])).status).toBe(200);
  const refusal = await refusalOf(two);
  expect(refusal.status).toBe(429);
  expect(refusal.retryAfter).toBeGreaterThan(0);
  expect((await two.client.send('/logout', { method: 'POST', headers: bearer })).status).toBe(204);
  expect((await one.client.me(String(refreshed.body['access_token']))).status).toBe(401);
}

/** Guesses passwords until the first refusal. */
async function refusalOf({ client }: TestService): Promise<{ readonly status: number; readonly retryAfter: number }> {
  for (;;) {
    const { status, headers } = await client.signIn('mallory', 'a wrong password');
    if (status !== 401) {
      return { status, retryAfter: Number(headers.get('retry-after')) };
    }
  }
}

function expectJustNow({ status, body }: Answer): void {
  expect(status).toBe(200);
  const [session] = body['sessions'] as Record<string, string>[];
  for (const time of ['created_at', 'last_used_at']) {
    expect(Math.abs(Date.parse(session![time]!) - Date.now())).toBeLessThan(MINUTE);
  }
}

describe.each(SETTINGS)('a database with %s', (_what, settings) => {
  it('serves keys, sessions and users', async () => {
    await withClient(database.url, async (client) => {
      const name = new URL(database.url).pathname.slice(1);
      await client.query('CREATE SCHEMA tenant');
      for (const [setting, value] of Object.entries(settings)) {
        await client.query(
          `ALTER DATABASE ${name} SET ${setting} = ${setting === 'search_path' ? value : `'${value}'`}`,
        );
      }
    });
    await expectEverythingToWork();
  });
});

describe('an application that replaces pg’s parsers for the whole process', () => {
  const before = [...AS_TEXT, types.builtins.INT8].map((oid) => [oid, types.getTypeParser(oid)] as const);

  beforeAll(() => {
    AS_TEXT.forEach((oid) => types.setTypeParser(oid, (text) => text));
    types.setTypeParser(types.builtins.INT8, BigInt);
  });
  afterAll(() => before.forEach(([oid, parser]) => types.setTypeParser(oid, parser)));

  it('serves keys, sessions and users', () => expectEverythingToWork());
});
