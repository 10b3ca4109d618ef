import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keyPairSigningKey, secretSigningKey } from '@portcullis/auth/spi';
import { detachedKey } from '../../libs/auth/src/token/detached-key.js';
import { TEST_SECRET } from '../support/secret.js';
import { type ModuleOptions, type ResourceServer, startResourceServer } from './host.js';
import { type Answer, Issuer, METADATA_PATH, newKey } from './issuer.js';

let issuer: Issuer;
let server: ResourceServer;

beforeEach(async () => {
  issuer = await new Issuer().start();
});
afterEach(async () => {
  await server.app.close();
  await issuer.stop();
});

async function start(options?: ModuleOptions): Promise<void> {
  server = await startResourceServer(issuer, options);
}

describe('the keys of an issuer', () => {
  it('are found by its metadata; both are requested once', async () => {
    await start();
    expect(issuer.asked).toEqual([]);
    for (let count = 0; count < 3; count++) {
      expect(await server.status(issuer.token())).toBe(200);
    }
    expect(issuer.asked).toEqual([METADATA_PATH, '/keys']);
  });

  it('are read from jwksUri, without metadata', async () => {
    issuer.metadata = (response) => response.writeHead(500).end();
    await start({ jwksUri: issuer.jwksUri, issuer: 'portcullis' });
    expect(await server.status(issuer.token({ iss: 'portcullis' }))).toBe(200);
    expect(issuer.asked).toEqual(['/keys']);
  });

  it.each(['ec', 'ed25519', 'rsa'] as const)('may be of the kind %s', async (kind) => {
    issuer.key = newKey(kind);
    await start();
    expect(await server.status(issuer.token())).toBe(200);
  });

  it('are used with the algorithm of their kind if the set does not name one', async () => {
    const { alg: _alg, use: _use, ...bare } = issuer.key.publicJwk;
    issuer.jwks = { keys: [bare] };
    await start();
    expect(await server.status(issuer.token())).toBe(200);
    const [, payload, signature] = issuer.token().split('.') as [string, string, string];
    for (const alg of ['HS256', 'RS256', 'EdDSA', 'ES384', 'none']) {
      const header = Buffer.from(JSON.stringify({ alg, typ: 'at+jwt', kid: issuer.key.keyId })).toString('base64url');
      expect(await server.status(`${header}.${payload}.${signature}`)).toBe(401);
    }
  });

  it('are read again when they change, and removed keys are refused after a time', async () => {
    await start();
    const old = issuer.key;
    expect(await server.status(issuer.token())).toBe(200);
    issuer.key = newKey('ed25519');
    issuer.jwks = { keys: [old.publicJwk, issuer.key.publicJwk] };
    server.clock.advance(10);
    expect(await server.status(issuer.token())).toBe(200);
    expect(await server.status(issuer.token({}, old))).toBe(200);
    issuer.jwks = { keys: [issuer.key.publicJwk] };
    server.clock.advance(10);
    expect(await server.status(issuer.token({}, newKey('ec')))).toBe(401);
    expect(await server.status(issuer.token({}, old))).toBe(401);
    expect(await server.status(issuer.token())).toBe(200);
  });
});

describe('another key of the issuer', () => {
  const strong = () => newKey('ec').publicJwk;
  const jwkOf = (key: KeyObject) => detachedKey(key).export({ format: 'jwk' });
  const weakRsa = jwkOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey);
  const otherCurve = jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey);
  const secret = Buffer.from(TEST_SECRET).toString('base64url');

  it.each([
    ['a secret', { kty: 'oct', k: secret, alg: 'HS256' }],
    ['a secret without an algorithm', { kty: 'oct', k: secret }],
    ['a secret with the members of a public key', { ...strong(), k: secret }],
    ['a private key', jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)],
    ['an encryption key', { ...strong(), use: 'enc' }],
    ['a key for another operation', { ...strong(), key_ops: ['deriveKey'] }],
    ['a key with the algorithm of an HMAC', { ...strong(), alg: 'HS256' }],
    ['a key with another algorithm', { ...strong(), alg: 'ES384' }],
    ['a key of 2048 bits', weakRsa],
    ['a key on another curve', otherCurve],
    ['an incomplete key', { kty: 'EC', crv: 'P-256', x: 'AA' }],
    ['a key of an unknown kind', { kty: 'AKP', pub: 'AA' }],
    ['a text', 'key'],
    ['null', null],
  ])('is ignored if it is %s', async (_what, jwk) => {
    const kid = secretSigningKey(TEST_SECRET).keyId;
    issuer.jwks = { keys: [typeof jwk === 'object' && jwk ? { ...jwk, kid } : jwk, issuer.key.publicJwk] };
    await start();
    expect(await server.status(issuer.token({}, secretSigningKey(TEST_SECRET)))).toBe(401);
    expect(await server.status(issuer.token())).toBe(200);
  });

  it('can’t replace an earlier key with the same kid', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const impostor = keyPairSigningKey(privateKey, issuer.key.keyId);
    issuer.jwks = { keys: [issuer.key.publicJwk, impostor.publicJwk] };
    await start();
    expect(await server.status(issuer.token())).toBe(200);
    expect(await server.status(issuer.token({}, impostor))).toBe(401);
  });
});

describe('an invalid response of the issuer', () => {
  const endless: Answer = (response) => {
    response.writeHead(200);
    const write = () => {
      while (!response.destroyed && response.write('x'.repeat(16_384))) {
        // Until the connection takes no more.
      }
    };
    response.on('drain', write);
    write();
  };
  const padded = (bytes: number): Answer => ({ keys: [issuer.key.publicJwk], padding: 'x'.repeat(bytes) });
  const redirected: Answer = (response) => response.writeHead(302, { Location: '/elsewhere' }).end();

  it.each<[string, () => Answer]>([
    ['a redirect', () => redirected],
    ['an error', () => (response) => response.writeHead(500).end('{"keys":[]}')],
    ['more than 64 KiB', () => padded(65_536)],
    ['an endless body', () => endless],
    ['a body that is not JSON', () => (response) => response.end('<html>')],
    ['JSON that is not a key set', () => ({ keys: {} })],
    ['null', () => (response) => response.end('null')],
    ['a closed connection', () => (response) => response.destroy()],
  ])('causes 503, not 401: %s', async (_what, answer) => {
    issuer.jwks = answer();
    await start();
    const refused = await server.get('/reports/mine', issuer.token());
    expect({ status: refused.status, code: refused.body['code'] }).toEqual({
      status: 503,
      code: 'service_unavailable',
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(issuer.asked).toEqual([METADATA_PATH, '/keys']);
    issuer.jwks = padded(60_000);
    server.clock.advance(10);
    expect(await server.status(issuer.token())).toBe(200);
  });

  it('causes 503 if it takes more than five seconds', async () => {
    issuer.jwks = (response) => {
      response.writeHead(200);
      response.write('{');
    };
    await start();
    const before = performance.now();
    expect(await server.status(issuer.token())).toBe(503);
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it.each<[string, () => object]>([
    ['of another issuer', () => ({ issuer: `${issuer.url}/`, jwks_uri: issuer.jwksUri })],
    ['without an issuer', () => ({ jwks_uri: issuer.jwksUri })],
    ['without a jwks_uri', () => ({ issuer: issuer.url })],
    ['with a jwks_uri of plain http', () => ({ issuer: issuer.url, jwks_uri: 'http://keys.example.com/' })],
    ['with a jwks_uri of a file', () => ({ issuer: issuer.url, jwks_uri: 'file:///etc/hostname' })],
  ])('causes 503: metadata %s', async (_what, metadata) => {
    issuer.metadata = metadata();
    await start();
    expect(await server.status(issuer.token())).toBe(503);
    expect(issuer.asked).toEqual([METADATA_PATH]);
  });
});
