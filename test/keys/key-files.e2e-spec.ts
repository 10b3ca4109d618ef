import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keyPairSigningKey } from '@portcullis/auth/spi';
import { query } from '../processes/query.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { launch, sharedBy, temporaryFolder } from '../support/process.js';
import { startService, type TestService } from '../support/service.js';
import { headerOf } from './support/tokens.js';

const OLD = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const NEW = generateKeyPairSync('ed25519').privateKey;
const WEAK = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

describe('keys from PEM files', () => {
  let folder: string;
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    folder = await temporaryFolder();
    const pems: Record<string, string> = { old: pemOf(OLD), new: pemOf(NEW), weak: pemOf(WEAK), broken: 'no key' };
    pems['old.public'] = createPublicKey(OLD).export({ format: 'pem', type: 'spki' }).toString();
    await Promise.all(Object.entries(pems).map(([name, pem]) => writeFile(fileOf(name), pem)));
  });

  afterAll(() => database.drop());

  it.each([['old'], ['old.public']])('sign with the first, and verify with all: %s', async (rest) => {
    const before = await startWith(['old']);
    const { token } = await before.client.newcomer(`alice-${rest}`);
    const after = await startWith(['new', rest]);
    expect((await after.client.me(token)).status).toBe(200);
    const { token: next } = await after.client.newcomer(`bob-${rest}`);
    expect(headerOf(next)).toMatchObject({ alg: 'EdDSA', kid: keyPairSigningKey(NEW).keyId });
    expect((await before.client.me(next)).status).toBe(401);
    const { body } = await after.client.get('/.well-known/jwks.json');
    expect(body).toEqual({ keys: [NEW, OLD].map((key) => keyPairSigningKey(key).publicJwk) });
    expect(await query(database.url, 'SELECT FROM signing_keys')).toEqual([]);
    await after.stop();
    await before.stop();
  });

  it.each([
    ['missing', /^The key file \S+missing\.pem can't be used: ENOENT/],
    ['broken', /^The key file \S+broken\.pem can't be used/],
    ['weak', /^The key file \S+weak\.pem can't be used: The RSA key has 2048 bits/],
    ['old.public', /^The key file \S+old\.public\.pem can't be used/],
  ])('stop the application at start, which names the file, if the first is %s', async (name, message) => {
    await expect(startWith([name])).rejects.toThrow(message);
  });

  it('stop the service at start if the first is for another algorithm than the configured one', async () => {
    const env = { ...sharedBy(database.url), AUTH_JWT_KEY_FILES: fileOf('new'), AUTH_JWT_ALGORITHM: 'ES256' };
    const { exited, stderr } = await launch({ env });
    expect((await exited).code).toBe(1);
    expect(stderr()).toMatch(/is for EdDSA, but the option algorithm of fileKeyRing \(AUTH_JWT_ALGORITHM\) is ES256/);
  });

  function startWith(names: string[]): Promise<TestService> {
    return startService({
      runtime: { jwtAlgorithm: undefined, jwtKeyFiles: names.map(fileOf), databaseUrl: database.url },
    });
  }

  function fileOf(name: string): string {
    return join(folder, `${name}.pem`);
  }
});

function pemOf(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}
