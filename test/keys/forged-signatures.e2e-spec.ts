import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keyPairSigningKey } from '@portcullis/auth/spi';
import { detachedKey } from '../../libs/auth/src/token/detached-key.js';
import { BAD_HEADERS } from '../attacks/support/bad-headers.js';
import { BAD_PAYLOADS } from '../attacks/support/bad-payloads.js';
import { askMe, expectRefused } from '../attacks/support/bearer.js';
import {
  type Attack,
  attack,
  encode,
  type Forger,
  genuineParts,
  KEY_ID,
  signedWith,
  signingInput,
  subjectOf,
} from '../attacks/support/forger.js';
import { FORGERIES, publicKeyTexts } from '../attacks/support/forgeries.js';
import { MISSPELT } from '../attacks/support/misspelt.js';
import { OutgoingConnections } from '../attacks/support/outgoing-connections.js';
import { temporaryFolder } from '../support/process.js';
import { TEST_SECRET } from '../support/secret.js';
import { startService, type TestService } from '../support/service.js';

const PAIRS = {
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: generateKeyPairSync('ed25519'),
  RS256: generateKeyPairSync('rsa', { modulusLength: 3072 }),
};
type Algorithm = keyof typeof PAIRS;

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const ED25519_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

describe.each([
  ['ES256', 'fastify'],
  ['EdDSA', 'express'],
  ['RS256', 'express'],
] as const)('where tokens are signed by %s, on %s', (algorithm, adapter) => {
  const { privateKey, publicKey } = PAIRS[algorithm];
  const { keyId: kid } = keyPairSigningKey(privateKey);
  let service: TestService;
  let connections: OutgoingConnections;
  let owner: Forger;
  let stranger: Forger;

  beforeAll(async () => {
    const file = join(await temporaryFolder(), 'key.pem');
    await writeFile(file, privateKey.export({ format: 'pem', type: 'pkcs8' }));
    service = await startService({ adapter, runtime: { jwtAlgorithm: algorithm, jwtKeyFiles: [file] } });
    const { token: otherToken } = await service.client.newcomer('mallory');
    const { token } = await service.client.newcomer('alice');
    const forgerWith = (key: KeyObject): Forger => {
      const seal = (input: string) => signatureOf(algorithm, key, input).toString('base64url');
      const sealed = (input: string) => `${input}.${seal(input)}`;
      const { payload } = genuineParts(subjectOf(token));
      const genuine = { header: { alg: algorithm, typ: 'at+jwt', kid }, payload };
      return { token, otherToken, genuine, seal, sign: (parts) => sealed(signingInput(parts)) };
    };
    owner = forgerWith(privateKey);
    stranger = forgerWith(generateKey(algorithm));
    connections = new OutgoingConnections(service.databaseUrl);
  });
  afterAll(async () => {
    connections.stop();
    await service.stop();
  });

  it('a token that another program has signed with the key is accepted', async () => {
    // About every other ECDSA signature has the larger of the two values of S.
    const token = algorithm === 'ES256' ? withS(owner.sign(owner.genuine), smaller) : owner.sign(owner.genuine);
    const answer = await askMe(service.client.url, token);
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 200, body: { username: 'alice' } });
  });

  const misissued = [...BAD_HEADERS, ...BAD_PAYLOADS, ...MISSPELT].filter(([what]) => !isValidWith(what, algorithm));

  it.each(misissued)('a token that the key has signed is refused for %s', async (_what, forge, status) => {
    const before = connections.count;
    const requests =
      (await expectRefused(service.client.url, forge(stranger), status)) +
      (await expectRefused(service.client.url, forge(owner), status));
    expect(connections.count - before).toBe(requests);
  });

  const forged = [...FORGERIES, ...confusions(publicKey), ...ownForgeries(algorithm, privateKey)];

  it.each(forged.filter(([what]) => !isValidWith(what, algorithm)))(
    'a token is refused for %s',
    async (_what, forge, status) => {
      const before = connections.count;
      const requests = await expectRefused(service.client.url, forge(owner), status);
      expect(connections.count - before).toBe(requests);
    },
  );
});

/** Whether the change is valid with this algorithm, although it is a forgery with HS256. */
function isValidWith(what: string, algorithm: Algorithm): boolean {
  return [
    `another alg (${algorithm}) over a good token`,
    `the header parameter alg ${JSON.stringify(algorithm)}`,
    'a header with "an escape in a value"',
  ].includes(what);
}

/** HMACs that use the public key as the secret, under every name of the algorithm and the key. */
function confusions(publicKey: KeyObject): Attack[] {
  const texts = [...publicKeyTexts('own', publicKey), ['the secret of AuthModule', TEST_SECRET] as const];
  return texts.flatMap(([what, key]) =>
    [{}, { kid: KEY_ID }].map((header) =>
      attack(`HS256 by ${what}${'kid' in header ? ', with the kid of the secret' : ''}`, ({ genuine }) =>
        signedWith(key, { ...genuine, header: { ...genuine.header, alg: 'HS256', ...header } }),
      ),
    ),
  );
}

function ownForgeries(algorithm: Algorithm, key: KeyObject): Attack[] {
  const zeros = [0, 1, 32, 63, 64, 65, 96, 128, 384].map((size) =>
    resealed(`${size} zero bytes`, () => Buffer.alloc(size)),
  );
  const others = (['ES256', 'EdDSA', 'RS256'] as const).filter((other) => other !== algorithm);
  const byOthers = others.flatMap((other) =>
    [other, algorithm].map((alg) =>
      attack(`${alg} in the header, and a signature by a key for ${other}`, ({ genuine }) => {
        const input = signingInput({ ...genuine, header: { ...genuine.header, alg } });
        return `${input}.${encode(signatureOf(other, generateKey(other), input))}`;
      }),
    ),
  );
  const own: Readonly<Record<Algorithm, readonly Attack[]>> = {
    ES256: [
      resealed('a signature in DER', (input) => sign('sha256', input, key)),
      resealed('a signature over SHA-384', (input) => sign('sha384', input, { key, dsaEncoding: 'ieee-p1363' })),
      attack('the other spelling of its signature', ({ sign: make, genuine }) => withS(make(genuine), larger)),
      attack('R and S a whole order higher', ({ sign: make, genuine }) => withS(make(genuine), (s) => s + P256_ORDER)),
      attack('S of zero', ({ sign: make, genuine }) => withS(make(genuine), () => 0n)),
      attack('S of the order', ({ sign: make, genuine }) => withS(make(genuine), () => P256_ORDER)),
    ],
    EdDSA: [attack('S a whole order higher', ({ sign: make, genuine }) => withLittleEndianS(make(genuine)))],
    RS256: [
      resealed('a signature over SHA-1', (input) => sign('sha1', input, key)),
      resealed('a signature over SHA-512', (input) => sign('sha512', input, key)),
      resealed('a signature with PSS', (input) =>
        sign('sha256', input, { key, padding: constants.RSA_PKCS1_PSS_PADDING }),
      ),
      resealed('a zero byte before its signature', (input) =>
        Buffer.concat([Buffer.of(0), sign('sha256', input, key)]),
      ),
      resealed('the modulus for a signature', () =>
        Buffer.from(detachedKey(key).export({ format: 'jwk' }).n!, 'base64url'),
      ),
      resealed('a signature of one', () => Buffer.concat([Buffer.alloc(383), Buffer.of(1)])),
    ],
  };
  return [...zeros, ...byOthers, ...own[algorithm]];
}

function resealed(what: string, seal: (input: Buffer) => Buffer): Attack {
  return attack(what, ({ genuine }) => {
    const input = signingInput(genuine);
    return `${input}.${encode(seal(Buffer.from(input)))}`;
  });
}

function signatureOf(algorithm: Algorithm, key: KeyObject, input: string): Buffer {
  return sign(algorithm === 'EdDSA' ? null : 'sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
}

function generateKey(algorithm: Algorithm): KeyObject {
  switch (algorithm) {
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    case 'EdDSA':
      return generateKeyPairSync('ed25519').privateKey;
    case 'RS256':
      return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  }
}

const smaller = (s: bigint) => (s > P256_ORDER / 2n ? P256_ORDER - s : s);
const larger = (s: bigint) => (s > P256_ORDER / 2n ? s : P256_ORDER - s);

function withS(token: string, change: (s: bigint) => bigint): string {
  const end = token.lastIndexOf('.') + 1;
  const signature = Buffer.from(token.slice(end), 'base64url');
  const hex = change(BigInt(`0x${signature.subarray(32).toString('hex')}`))
    .toString(16)
    .padStart(64, '0');
  return token.slice(0, end) + encode(Buffer.concat([signature.subarray(0, 32), Buffer.from(hex, 'hex')]));
}

/** RFC 8032, section 8.4: a verifier that accepts S above the order accepts a second spelling of the signature. */
function withLittleEndianS(token: string): string {
  const end = token.lastIndexOf('.') + 1;
  const signature = Buffer.from(token.slice(end), 'base64url');
  const s = BigInt(`0x${Buffer.from(signature.subarray(32).toReversed()).toString('hex')}`) + ED25519_ORDER;
  const higher = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').toReversed();
  return token.slice(0, end) + encode(Buffer.concat([signature.subarray(0, 32), higher]));
}
