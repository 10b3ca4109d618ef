import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { startService, type TestService } from '../support/service.js';
import { privateForms, storedPrivateKeys } from './support/stored-private-keys.js';
import { headerOf } from './support/tokens.js';
import { query } from '../processes/query.js';

const ALGORITHMS = [
  ['ES256', 'fastify', ['crv', 'kty', 'x', 'y']],
  ['EdDSA', 'express', ['crv', 'kty', 'x']],
  ['RS256', 'fastify', ['e', 'kty', 'n']],
] as const;

describe.each(ALGORITHMS)('with %s, on %s', (jwtAlgorithm, adapter, members) => {
  let service: TestService;
  let token: string;
  const printed: string[] = [];

  beforeAll(async () => {
    const log = (line: string) => void printed.push(line);
    service = await startService({ adapter, runtime: { jwtAlgorithm }, log });
    ({ token } = await service.client.newcomer('alice'));
  });
  afterAll(() => service.stop());

  it('a user signs in, and the published key verifies the token', async () => {
    expect((await service.client.me(token)).body).toMatchObject({ username: 'alice' });
    const { body, headers, status } = await service.client.get('/.well-known/jwks.json');
    expect({ status, cache: headers.get('cache-control') }).toEqual({ status: 200, cache: 'public, max-age=300' });
    const [key, ...others] = body['keys'] as JWK[];
    expect(others).toEqual([]);
    expect(Object.keys(key!).toSorted()).toEqual(['alg', 'kid', 'use', ...members].toSorted());
    expect(key).toMatchObject({ alg: jwtAlgorithm, use: 'sig', kid: await calculateJwkThumbprint(key!) });
    expect(headerOf(token)).toEqual({ alg: jwtAlgorithm, typ: 'at+jwt', kid: key!.kid });
    expect(isSignedBy(token, key as JsonWebKey)).toBe(true);
  });

  it('the private key is encrypted in the database, and in no response and no log line', async () => {
    const { client, databaseUrl } = service;
    const answers = [await client.get('/.well-known/jwks.json'), await client.me(token), await client.me(`${token}x`)];
    const table = JSON.stringify(await query(databaseUrl, 'SELECT s::text AS row, private_key FROM signing_keys s'));
    const bytes = await query(databaseUrl, `SELECT encode(private_key, 'base64') AS text FROM signing_keys`);
    const everything = [table, JSON.stringify(bytes), ...answers.map(({ text }) => text), ...printed].join('\n');
    expect(everything).toContain(headerOf(token).kid);
    const forms = (await storedPrivateKeys(databaseUrl)).flatMap(privateForms);
    expect(forms).toHaveLength(6);
    expect(forms.filter((form) => everything.includes(form))).toEqual([]);
  });
});

describe('with HS256', () => {
  it('no key is published, and none is in the database', async () => {
    const service = await startService();
    expect((await service.client.get('/.well-known/jwks.json')).body).toEqual({ keys: [] });
    expect(await query(service.databaseUrl, 'SELECT FROM signing_keys')).toEqual([]);
    await service.stop();
  });
});

function isSignedBy(token: string, jwk: JsonWebKey): boolean {
  const [header, payload, signature = ''] = token.split('.');
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  const input = Buffer.from(`${header}.${payload}`);
  return verify(digest, input, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
}
