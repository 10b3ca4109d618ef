import { createHash, generateKeyPairSync, type KeyObject, sign as signAsymmetrically } from 'node:crypto';
import { detachedKey } from '../../../libs/auth/src/token/detached-key.js';
import { TEST_SECRET } from '../../support/secret.js';
import { type Attack, attack, encode, type Forger, KEY_ID, signedWith, signingInput } from './forger.js';

const PAIRS = {
  RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  EC: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  Ed25519: generateKeyPairSync('ed25519'),
};

const ALGORITHMS = { RS256: 'RSA', ES256: 'EC', EdDSA: 'Ed25519' } as const;

/** Tokens that an attacker can make without the key, apart from malformed ones that are signed with another key. */
export const FORGERIES: readonly Attack[] = [
  ...['none', 'None', 'NONE', 'nOnE', ''].flatMap((alg) => [
    unsigned(`alg ${JSON.stringify(alg)}, no signature`, { alg }, () => ''),
    unsigned(
      `alg ${JSON.stringify(alg)}, the signature of a good token`,
      { alg },
      ({ token }) => token.split('.')[2] ?? '',
    ),
    unsigned(`alg ${JSON.stringify(alg)}, no kid`, { alg, kid: undefined }, () => ''),
  ]),
  unsigned('no alg and no signature', { alg: undefined }, () => ''),
  unsigned('typ and nothing else', { alg: undefined, kid: undefined }, () => ''),

  pieces('the payload of another token', ([header, , signature], other) => [header, other[1], signature]),
  pieces('the signature of another token', ([header, payload], other) => [header, payload, other[2]]),
  ...['HS384', 'HS512', 'RS256', 'none'].map((alg) =>
    pieces(`another alg (${alg}) over a good token`, ([header, ...rest]) => [edited(header, { alg }), ...rest]),
  ),
  pieces('another kid over a good token', ([header, ...rest]) => [edited(header, { kid: 'x' }), ...rest]),
  pieces('another subject in a good token', ([header, payload, signature]) => [
    header,
    edited(payload, { sub: '1' }),
    signature,
  ]),
  pieces('a later end of a good token', ([header, payload, signature]) => [
    header,
    edited(payload, { exp: 2 ** 40 }),
    signature,
  ]),
  pieces('a scope in a good token', ([header, payload, signature]) => [
    header,
    edited(payload, { scope: 'admin' }),
    signature,
  ]),
  pieces('white space in a good token', ([header, payload, signature]) => [header, edited(payload, {}, 1), signature]),
  pieces('no signature on a good token', ([header, payload]) => [header, payload, '']),

  ...Object.entries({
    '32 zero bytes': 32,
    'a zero byte': 1,
    '31 zero bytes': 31,
    '64 zero bytes': 64,
    '256 zero bytes': 256,
  }).map(([what, size]) => sealed(what, {}, () => Buffer.alloc(size))),
  sealed('32 bytes of 0xff', {}, () => Buffer.alloc(32, 0xff)),
  sealed('the plain SHA-256 of the contents', {}, (input) => createHash('sha256').update(input).digest()),
  sealed('ES256 and an all-zero signature', { alg: 'ES256' }, () => Buffer.alloc(64)),
  sealed('ES256 and an all-zero signature in DER', { alg: 'ES256' }, () => Buffer.from('3006020100020100', 'hex')),
  sealed('ES256 and a signature in DER', { alg: 'ES256' }, (input) =>
    signAsymmetrically('sha256', Buffer.from(input), PAIRS.EC.privateKey),
  ),
  sealed('HS256 and an RSA signature', {}, (input) =>
    signAsymmetrically('sha256', Buffer.from(input), PAIRS.RSA.privateKey),
  ),
  ...Object.entries(ALGORITHMS).flatMap(([alg, type]) => {
    const { publicKey } = PAIRS[type];
    const jwk = detachedKey(publicKey).export({ format: 'jwk' });
    const seal = (input: string) => sealedBy(alg, PAIRS[type].privateKey, input);
    return [
      sealed(`${alg} by the attacker's own key`, { alg }, seal),
      sealed(`${alg} by a key in the header`, { alg, jwk }, seal),
      sealed(`${alg} by a key at a URL`, { alg, jku: 'http://127.0.0.1:9/jwks.json', kid: 'mine' }, seal),
      sealed(`${alg} by a chain at a URL`, { alg, x5u: 'http://127.0.0.1:9/chain.pem' }, seal),
      sealed(`${alg} by a chain in the header`, { alg, x5c: [der(publicKey).toString('base64')] }, seal),
    ];
  }),

  ...Object.entries(PAIRS)
    .flatMap(([type, { publicKey }]) => publicKeyTexts(type, publicKey))
    .map(([what, key]) => keyed(what, key)),

  ...Object.entries({
    nothing: '',
    'a NUL': '\0',
    '32 zero bytes': Buffer.alloc(32),
    'the word secret': 'secret',
    'the word undefined': 'undefined',
    'the word null': 'null',
    '[object Object]': '[object Object]',
    'the issuer': 'portcullis',
    'the kid': KEY_ID,
    'the label of the kid': 'portcullis key id',
    'the secret with a line feed': `${TEST_SECRET}\n`,
    'the secret without its last letter': TEST_SECRET.slice(0, -1),
    'the secret in capitals': TEST_SECRET.toUpperCase(),
    'the secret in base64': Buffer.from(TEST_SECRET).toString('base64'),
    'the secret in UTF-16': Buffer.from(TEST_SECRET, 'utf16le'),
    'the secret hashed': createHash('sha256').update(TEST_SECRET).digest(),
  }).map(([what, key]) => keyed(what, key)),

  // The results of a naive look-up by kid.
  ...(
    [
      ['../../../../../../../dev/null', ''],
      ['/proc/sys/kernel/randomize_va_space', '2\n'],
      ["x' UNION SELECT 'key' -- ", 'key'],
      ['__proto__', '[object Object]'],
      ['constructor', 'function Object() { [native code] }'],
      ['missing', 'undefined'],
    ] as const
  ).map(([kid, key]) =>
    attack(`the kid ${JSON.stringify(kid)}, and the key that it names`, ({ genuine }) =>
      signedWith(key, { ...genuine, header: { ...genuine.header, kid } }),
    ),
  ),
];

export function publicKeyTexts(type: string, key: KeyObject): [string, string | Buffer][] {
  const pem = key.export({ format: 'pem', type: 'spki' }).toString();
  const jwk = detachedKey(key).export({ format: 'jwk' });
  const texts: [string, string | Buffer][] = [
    ['in PEM', pem],
    ['in PEM after a line feed', `\n${pem}`],
    ['in PEM after a space', ` ${pem}`],
    ['in PEM after a byte order mark', `\uFEFF${pem}`],
    ['in PEM without the last line feed', pem.trimEnd()],
    ['in PEM with CR LF', pem.replaceAll('\n', '\r\n')],
    ['in PEM without its frame', pem.replace(/-----.*-----|\n/g, '')],
    ['in DER', der(key)],
    ['as a JWK', JSON.stringify(jwk)],
    ['as a JWK in a set', JSON.stringify({ keys: [jwk] })],
    ['as an indented JWK', JSON.stringify(jwk, null, 2)],
    ['as the bare number or point', Buffer.from((jwk.n ?? jwk.x) as string, 'base64url')],
  ];
  if (type === 'RSA') {
    texts.push(
      ['in PKCS #1 PEM', key.export({ format: 'pem', type: 'pkcs1' })],
      ['in PKCS #1 DER', key.export({ format: 'der', type: 'pkcs1' })],
    );
  }
  return texts.map(([form, text]) => [`the ${type} public key ${form}`, text]);
}

function der(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' });
}

function sealedBy(alg: string, key: KeyObject, input: string): Buffer {
  // RFC 7518, section 3.4 requires this encoding for ECDSA; the other algorithms ignore it.
  return signAsymmetrically(alg === 'EdDSA' ? null : 'sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
}

/** An HS256 token with valid contents, signed with a wrong key. */
function keyed(what: string, key: string | Buffer): Attack {
  return attack(`HS256 by ${what}`, ({ genuine }) => signedWith(key, genuine));
}

function unsigned(what: string, header: object, signature: (forger: Forger) => string): Attack {
  return attack(what, (forger) => {
    const { genuine } = forger;
    return `${signingInput({ ...genuine, header: { ...genuine.header, ...header } })}.${signature(forger)}`;
  });
}

function sealed(what: string, header: object, seal: (input: string) => Buffer): Attack {
  return attack(what, ({ genuine }) => {
    const input = signingInput({ ...genuine, header: { ...genuine.header, ...header } });
    return `${input}.${encode(seal(input))}`;
  });
}

type Pieces = readonly [header: string, payload: string, signature: string];

function pieces(what: string, change: (token: Pieces, other: Pieces) => readonly string[]): Attack {
  return attack(what, ({ token, otherToken }) => change(split(token), split(otherToken)).join('.'));
}

function split(token: string): Pieces {
  return token.split('.') as unknown as Pieces;
}

function edited(piece: string, change: object, indent?: number): string {
  const value = JSON.parse(Buffer.from(piece, 'base64url').toString()) as object;
  return encode(JSON.stringify({ ...value, ...change }, null, indent));
}
