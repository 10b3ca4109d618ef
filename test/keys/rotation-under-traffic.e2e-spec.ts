import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { query } from '../processes/query.js';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually, run, sharedBy, startProcess, type StartedService } from '../support/process.js';
import { privateForms, storedPrivateKeys } from './support/stored-private-keys.js';
import { headerOf } from './support/tokens.js';

const SCRIPT = join(import.meta.dirname, '../../scripts/keys.mjs');
const PASSWORD = 'an unlikely passphrase';
const ISSUER = 'https://auth.example.com';
const REQUESTS_PER_SECOND = 200;
const LEAD_SECONDS = 3;
const ROTATIONS = 3;

/** How many of the newest tokens are in use. Each is sent to both instances as soon as it is issued. */
const TOKENS_IN_USE = 20;

describe('three rotations at 200 requests a second', () => {
  let database: TestDatabase;
  let services: [StartedService, StartedService];
  let env: Record<string, string>;

  beforeAll(async () => {
    database = await createTestDatabase();
    env = {
      ...sharedBy(database.url),
      AUTH_JWT_ALGORITHM: 'ES256',
      AUTH_JWT_KEY_LEAD: `${LEAD_SECONDS}s`,
      AUTH_ISSUER: ISSUER,
      LOG_LEVEL: 'trace',
    };
    services = await Promise.all([startProcess({ env }), startProcess({ env })]);
  });
  afterAll(() => database.drop());

  it('never make an instance or a reader of the published keys refuse a valid token, and print no key', async () => {
    const clients = services.map(({ url }) => new Client(url)) as [Client, Client];
    const { username } = await clients[0].newcomer('alice', PASSWORD);
    const keySet = createRemoteJWKSet(new URL(`${services[1].url}/.well-known/jwks.json`), {
      // Caches the keys as long as the response allows, so that a key that is published too late is not found.
      cacheMaxAge: (LEAD_SECONDS * 1_000) / 2,
      cooldownDuration: (LEAD_SECONDS * 1_000) / 2,
    });
    const tokens: string[] = [];
    const kids = new Set<string>();
    const answers = new Map<number, number>();
    const traffic = { endsAt: Infinity, verified: 0, scheduled: 0 };

    const signIn = async (): Promise<void> => {
      for (let turn = 0; traffic.endsAt === Infinity; turn += 1) {
        const { status, body } = await clients[turn % 2]!.signIn(username, PASSWORD);
        expect(status).toBe(200);
        const token = String(body['access_token']);
        await jwtVerify(token, keySet, { issuer: ISSUER, audience: 'portcullis', typ: 'at+jwt' });
        traffic.verified += 1;
        kids.add(headerOf(token).kid);
        tokens.push(token);
        await pause(100);
      }
    };
    const show = async (client: Client, token: string): Promise<void> => {
      const { status } = await client.me(token);
      answers.set(status, (answers.get(status) ?? 0) + 1);
    };
    // An open loop: each request is sent at its time without waiting for earlier ones, even on a busy machine.
    const ask = async (): Promise<void> => {
      const pending = new Set<Promise<void>>();
      const start = performance.now();
      for (let sent = 0; traffic.endsAt === Infinity || sent < traffic.scheduled; sent += 1) {
        const token = tokens.at(-1 - (sent % Math.min(tokens.length, TOKENS_IN_USE)))!;
        const asking = show(clients[sent % 2]!, token).finally(() => pending.delete(asking));
        pending.add(asking);
        await pause(Math.max(0, start + ((sent + 1) * 1_000) / REQUESTS_PER_SECOND - performance.now()));
        const seconds = (Math.min(performance.now(), traffic.endsAt) - start) / 1_000;
        traffic.scheduled = Math.floor(seconds * REQUESTS_PER_SECOND);
      }
      await Promise.all(pending);
    };
    const rotate = async (): Promise<void> => {
      try {
        for (let rotation = 1; rotation <= ROTATIONS; rotation += 1) {
          const { exited } = await run(process.execPath, [SCRIPT, 'rotate'], env);
          expect((await exited).code).toBe(0);
          await eventually(() => kids.size === rotation + 1, 60_000);
        }
        await pause(1_000);
      } finally {
        traffic.endsAt = performance.now();
      }
    };

    const start = performance.now();
    const signing = signIn();
    await eventually(() => tokens.length > 0, 30_000);
    await Promise.all([signing, ask(), rotate()]);
    const seconds = (performance.now() - start) / 1_000;

    const asked = [...answers.values()].reduce((sum, count) => sum + count, 0);
    const rates = `${REQUESTS_PER_SECOND} a second scheduled, ${(asked / seconds).toFixed(0)} achieved`;
    const figures = `${asked} requests in ${seconds.toFixed(1)} s (${rates}), ${tokens.length} tokens by ${kids.size} keys, ${traffic.verified} verified by jose, statuses ${JSON.stringify([...answers])}`;
    process.stdout.write(`${figures}\n`);
    expect([...answers.keys()]).toEqual([200]);
    expect(kids.size).toBe(ROTATIONS + 1);
    // All requests that were due during the rotations were sent. The printed figures include their rate.
    expect(asked).toBeGreaterThanOrEqual(traffic.scheduled);
    expect(traffic.scheduled).toBeGreaterThan(REQUESTS_PER_SECOND * ROTATIONS * LEAD_SECONDS);
    expect(await query(database.url, 'SELECT FROM signing_keys')).toHaveLength(ROTATIONS + 1);

    const printed = services.map(({ stdout, stderr }) => stdout() + stderr()).join('');
    expect(printed).toContain('"msg":"request"');
    const forms = (await storedPrivateKeys(database.url)).flatMap(privateForms);
    expect(forms.length).toBeGreaterThan(0);
    expect(forms.filter((form) => printed.includes(form))).toEqual([]);
    // Generous, for a busy machine.
  }, 300_000);
});
