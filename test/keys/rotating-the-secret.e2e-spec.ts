import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KeyRing, SystemClock } from '@portcullis/auth/spi';
import { Database } from '@portcullis/database';
import { KeyAdministration } from '@portcullis/keys';
import { DatabaseKeyRing } from '../../libs/keys/src/key-ring/database.key-ring.js';
import { expectInvalidGrant, PASSWORD, refresh, signedIn, tokensOf } from '../sessions/tokens.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startService, type TestService } from '../support/service.js';

const OLD = 'the old secret, of more than 32 bytes';
const NEW = 'the new secret, of more than 32 bytes';

const ALGORITHMS = ['HS256', 'ES256'] as const;

let database: TestDatabase;
let services: TestService[];
let algorithm: (typeof ALGORITHMS)[number];

beforeEach(async () => {
  database = await createTestDatabase();
  services = [];
});
afterEach(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await database.drop();
});

async function start(jwtSecret: string, ...jwtPreviousSecrets: string[]): Promise<TestService> {
  const service = await startService({
    runtime: { databaseUrl: database.url, jwtAlgorithm: algorithm, jwtSecret, jwtPreviousSecrets },
  });
  services.push(service);
  return service;
}

describe.each(ALGORITHMS)('a new secret, with tokens signed for %s', (name) => {
  beforeEach(() => {
    algorithm = name;
  });

  it('can be set on one instance after the other, and signs no user out', async () => {
    const before = await start(OLD);
    const alice = await signedIn(before.client, 'alice');

    const [undecided, decided] = [await start(OLD, NEW), await start(NEW, OLD)];
    let { refresh: token } = alice;
    for (const [first, second] of [
      [undecided, decided],
      [decided, undecided],
    ] as const) {
      const tokens = tokensOf(await refresh(first.client, token));
      // A repeated refresh gets the same token from either instance.
      expect(tokensOf(await refresh(second.client, token)).refresh).toBe(tokens.refresh);
      expect((await second.client.me(tokens.access)).status).toBe(200);
      expect((await first.client.me(alice.access)).status).toBe(200);
      token = tokens.refresh;
    }

    const last = tokensOf(await refresh(decided.client, token));
    await start(NEW, OLD);
    const after = await start(NEW);
    expect((await after.client.me(last.access)).status).toBe(200);
    tokensOf(await refresh(after.client, last.refresh));
  });

  it('is not accepted by an instance with the old secret only; the old secret is not accepted once it is removed', async () => {
    const before = await start(OLD);
    const alice = await signedIn(before.client, 'alice');
    await start(NEW, OLD);
    const after = await start(NEW);
    expectInvalidGrant(await refresh(after.client, alice.refresh));
    // A key pair stays in use, because it was encrypted again.
    expect((await after.client.me(alice.access)).status).toBe(algorithm === 'HS256' ? 401 : 200);
    const { access, refresh: fresh } = tokensOf(await after.client.signIn('alice', PASSWORD));
    expectInvalidGrant(await refresh(before.client, fresh));
    expect((await before.client.me(access)).status).toBe(algorithm === 'HS256' ? 401 : 200);
  });
});

describe('a new secret', () => {
  beforeEach(() => {
    algorithm = 'ES256';
  });

  it('still recognises the devices that the old secret has signed', async () => {
    const before = await start(OLD);
    await before.client.newcomer('alice', PASSWORD);
    const signIn = ({ client }: TestService, password: string, cookie?: string) =>
      client.postForm('/token', { username: 'alice', password }, cookie === undefined ? {} : { Cookie: cookie });
    const known = await signIn(before, PASSWORD);
    const [cookie] = known.headers.getSetCookie().map((line) => line.split(';')[0]!);

    const [rotated, dropped] = [await start(NEW, OLD), await start(NEW)];
    for (let guess = 0; guess < 10; guess++) {
      await signIn(rotated, 'a wrong passphrase');
    }
    expect((await signIn(rotated, PASSWORD)).status).toBe(429);
    expect((await signIn(dropped, PASSWORD, cookie)).status).toBe(429);
    expect((await signIn(rotated, PASSWORD, cookie)).status).toBe(200);
  });

  it('encrypts the signing keys again, including those that an instance with the old secret adds later', async () => {
    const before = await start(OLD);
    const rotated = await start(NEW, OLD);
    const options = { algorithm: 'ES256', secret: [OLD, NEW] } as const;
    await new KeyAdministration(before.app.get(Database), options, new SystemClock()).rotate();
    await expect(start(NEW)).rejects.toThrow(
      /can't be decrypted with this secret\. Add the secret that encrypted it to the option secret of AuthModule/,
    );
    await rotated.app.get<KeyRing, DatabaseKeyRing>(KeyRing, { strict: false }).refresh();
    const after = await start(NEW);
    const { body } = await after.client.get('/.well-known/jwks.json');
    expect(body['keys']).toHaveLength(2);
    expect((await rotated.client.get('/.well-known/jwks.json')).body).toEqual(body);
  });
});
