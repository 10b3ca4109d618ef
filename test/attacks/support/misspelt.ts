import { type Attack, attack, encode, type Forger, type GenuineParts, signingInput } from './forger.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** U+FF0E in UTF-8, as the bytes go over the wire. */
const FULL_WIDTH_DOT = Buffer.from('．').toString('latin1');

/** Valid contents with a valid signature over the sent text, in a spelling that a lenient decoder would accept. */
export const MISSPELT: readonly Attack[] = [
  respelt('padding after the header', ([header, payload]) => [`${header}=`, payload], 400),
  respelt('padding after the payload', ([header, payload]) => [header, `${payload}==`], 400),
  respelt('the other alphabet of base64', ([header, payload]) => [
    header,
    payload.replaceAll('-', '+').replaceAll('_', '/'),
  ]),
  respelt('stray bits at the end of the payload', ([header, payload]) => [header, strayBits(payload)]),
  respelt('a lone character at the end of the payload', ([header, payload]) => [header, loneCharacter(payload)]),
  respelt('a space in the payload', ([header, payload]) => [header, insert(payload, ' ')], 400),
  respelt('a tab in the payload', ([header, payload]) => [header, insert(payload, '\t')], 400),
  respelt('a line feed in the payload', ([header, payload]) => [header, insert(payload, '\n')], 400),
  respelt('a NUL in the payload', ([header, payload]) => [header, insert(payload, '\0')], 400),
  respelt('a character beyond ASCII in the payload', ([header, payload]) => [header, insert(payload, 'é')], 400),
  respelt('a percent escape in the payload', ([header, payload]) => [header, insert(payload, '%2D')], 400),
  respelt('a tilde in the payload', ([header, payload]) => [header, insert(payload, '~')]),
  respelt('a plus sign in the header', ([header, payload]) => [insert(header, '+'), payload]),
  respelt('an empty header', ([, payload]) => ['', payload]),
  respelt('an empty payload', ([header]) => [header, '']),
  respelt('the payload instead of the header', ([header, payload]) => [payload, header]),
  respelt('the header twice', ([header]) => [header, header]),
  respelt('the payload twice', ([, payload]) => [payload, payload]),

  whole('padding at the end', (token) => `${token}=`),
  whole('much padding at the end', (token) => token + '='.repeat(1_000)),
  whole('stray bits at the end of the signature', strayBits),
  whole('a lone character at the end of the signature', loneCharacter),
  whole('a dot at the end', (token) => `${token}.`),
  whole('a dot at the beginning', (token) => `.${token}`),
  whole('two dots instead of one', (token) => token.replace('.', '..')),
  whole('one part', (token) => token.replaceAll('.', '')),
  whole('two parts', (token) => token.slice(0, token.lastIndexOf('.'))),
  whole('an empty signature', (token) => token.slice(0, token.lastIndexOf('.') + 1)),
  whole('four parts', (token) => `${token}.AAAA`),
  whole('five parts', (token) => `${token}.AAAA.AAAA`),
  whole('the token twice', (token) => `${token}.${token}`),
  whole('a tilde after it', (token) => `${token}~`),
  whole('a disclosure and a key binding after it', (token) => `${token}~${encode('["salt","sub","1"]')}~${token}`),
  whole('quotes around it', (token) => `"${token}"`, 400),
  whole('angle brackets around it', (token) => `<${token}>`, 400),
  whole('the scheme before it again', (token) => `Bearer ${token}`, 400),
  whole('a comma after it', (token) => `${token},`, 400),
  whole('the token twice, with a comma', (token) => `${token}, ${token}`, 400),
  whole('the token twice, with a space', (token) => `${token} ${token}`, 400),
  whole('a semicolon and a parameter after it', (token) => `${token};charset=utf-8`, 400),
  whole('its dots in percent escapes', (token) => token.replaceAll('.', '%2E'), 400),
  whole('its dots full-width', (token) => token.replaceAll('.', FULL_WIDTH_DOT), 400),
  whole('a carriage return at the end of a word', (token) => token.replace('.', '\r.'), 400),
  whole('a folded line', (token) => token.replace('.', '\r\n .'), 400),
  whole('letters in the other case', (token) => token.replace(/[a-z]/gi, otherCase)),
  whole('the token encoded again', encode),
  whole('its parts in reverse', (token) => token.split('.').toReversed().join('.')),
  whole('its signature in hexadecimal', (token) => withSignature(token, (bytes) => bytes.toString('hex'))),
  whole('its signature encoded twice', (token) => withSignature(token, (bytes) => encode(encode(bytes)))),
  whole('its signature cut', (token) => withSignature(token, (bytes) => encode(bytes.subarray(0, 16)))),
  whole('its signature cut by a byte', (token) => withSignature(token, (bytes) => encode(bytes.subarray(0, -1)))),
  whole('its signature with a byte more', (token) =>
    withSignature(token, (bytes) => encode(Buffer.concat([bytes, Buffer.of(0)]))),
  ),
  whole('its signature twice', (token) => withSignature(token, (bytes) => encode(Buffer.concat([bytes, bytes])))),
  whole('its signature reversed', (token) => withSignature(token, (bytes) => encode(bytes.toReversed()))),

  attack('the flattened JSON serialisation', (forger) => JSON.stringify(flattened(forger)), 400),
  attack('the flattened JSON serialisation, encoded', (forger) => encode(flattened(forger))),
  attack('the general JSON serialisation, encoded', (forger) => {
    const { payload, protected: header, signature } = flattened(forger);
    return encode({ payload, signatures: [{ protected: header, signature }] });
  }),
  attack('a JWE of five parts', ({ genuine }) =>
    [{ ...genuine.header, alg: 'dir', enc: 'A256GCM' }, '', 'iv', genuine.payload, 'tag'].map(encode).join('.'),
  ),
  attack('a JWE whose ciphertext is the token', ({ token }) =>
    [{ alg: 'dir', enc: 'A256GCM', cty: 'JWT' }, '', 'iv', token, 'tag'].map(encode).join('.'),
  ),
  attack('a token within a token', ({ sign, genuine, token }) =>
    sign({ header: { ...genuine.header, cty: 'JWT' }, payload: token }),
  ),
  attack('a token within a token that does not say so', ({ sign, genuine, token }) =>
    sign({ header: genuine.header, payload: token }),
  ),
  attack('a claim of 4 KB', filled(4_096)),
  attack('a claim of 8 KB', filled(8_192)),
  attack('a claim of 16 KB', filled(16_384), 431),
  attack('a claim of 100 KB', filled(100_000), 431),
  attack('a claim of 1 MB', filled(1_000_000), 431),
  attack('nothing', () => '', 400),
  ...[
    '.',
    '..',
    '...',
    '....',
    'a.b.c',
    'AAAA.AAAA.AAAA',
    '~',
    '-',
    '_._._',
    'null',
    'undefined',
    'true',
    'Bearer',
  ].map((text) => attack(text, () => text)),
  ...['=', '==', '[object Object]', '{}', "'", 'a b', 'a,b', '\\', '\x7f', '\x01', '\x80', '\xff'].map((text) =>
    attack(JSON.stringify(text), () => text, 400),
  ),
  attack('10,000 dots', () => '.'.repeat(10_000)),
  attack('100,000 dots', () => '.'.repeat(100_000), 431),
  attack('10,000 letters', () => 'A'.repeat(10_000)),
  attack('an empty middle of 10,000 letters', () => `A.${'A'.repeat(10_000)}.A`),
  attack('a PASETO', () => `v4.local.${'A'.repeat(120)}`),
  attack('an opaque token', () => 'ya29.A0AfH6SMBx-0123456789_abcdefghij'),
];

type Spelling = readonly [header: string, payload: string];

function respelt(what: string, change: (spelling: Spelling) => Spelling, status: 400 | 401 = 401): Attack {
  return attack(
    what,
    ({ seal, genuine }) => {
      const input = change([encode(genuine.header), encode(spellable(genuine))]).join('.');
      return changed(signingInput({ ...genuine, payload: spellable(genuine) }), input, seal(input));
    },
    status,
  );
}

/** A payload whose encoding has the characters in which the alphabets differ, and unused bits in its last character. */
function spellable({ payload }: GenuineParts): object {
  let jti = '???>>>';
  while (encode({ ...payload, jti }).length % 4 !== 2) {
    jti += 'x';
  }
  return { ...payload, jti };
}

function changed(before: string, after: string, signature: string): string {
  if (before === after) {
    throw new Error('The spelling has not changed');
  }
  return `${after}.${signature}`;
}

function whole(what: string, change: (token: string) => string, status: 400 | 401 = 401): Attack {
  return attack(what, ({ sign, genuine }) => change(sign(genuine)), status);
}

function withSignature(token: string, change: (bytes: Buffer) => string): string {
  const [header, payload, signature = ''] = token.split('.');
  return `${header}.${payload}.${change(Buffer.from(signature, 'base64url'))}`;
}

function strayBits(text: string): string {
  const last = ALPHABET.indexOf(text.slice(-1));
  return text.slice(0, -1) + ALPHABET.charAt(last + 1);
}

/** Extends the text to 4n + 1 characters, the last of which decodes to nothing. */
function loneCharacter(text: string): string {
  const length = text.slice(text.lastIndexOf('.') + 1).length;
  return text + 'A'.repeat((5 - (length % 4)) % 4 || 1);
}

function insert(text: string, what: string): string {
  return text.slice(0, 4) + what + text.slice(4);
}

function otherCase(letter: string): string {
  return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
}

function flattened({ sign, genuine }: Forger) {
  const [header, payload, signature] = sign(genuine).split('.');
  return { payload, protected: header, signature };
}

function filled(size: number): Attack[1] {
  return ({ sign, genuine }) => sign({ ...genuine, payload: { ...genuine.payload, filling: 'x'.repeat(size) } });
}
