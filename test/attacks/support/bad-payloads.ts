import { type Attack, attack, type Forger } from './forger.js';

const now = () => Math.floor(Date.now() / 1000);
const HOUR = 3_600;

/** Seconds ahead, above the allowed leeway. */
const AHEAD = 61;

/** Payloads with one fault, and a valid header. */
export const BAD_PAYLOADS: readonly Attack[] = [
  ...claims('sub', [
    undefined,
    null,
    0,
    1,
    true,
    {},
    [],
    ['1'],
    '',
    '\0',
    '1\0',
    '0',
    '-1',
    '+1',
    '01',
    ' 1',
    '1 ',
    '1\n',
    '1.0',
    '1e0',
    '0x1',
    '１',
    '١',
    '99999999999',
    '2147483648',
    "1' OR '1'='1",
    'alice',
    'null',
    'undefined',
    '__proto__',
    '\uD800',
    '1'.repeat(256),
    '9'.repeat(1_000),
  ]),
  attack('the claim sub as a number', (forger) => withClaim(forger, 'sub', Number(forger.genuine.payload.sub))),
  attack('the claim sub in an array', (forger) => withClaim(forger, 'sub', [forger.genuine.payload.sub])),
  ...claims('exp', [undefined, null, true, false, [], {}, '', 0, -1, 0.5, 1e21, 2 ** 53, 'never', '9999999999']),
  ...moments('exp', { 'a second ago': () => now() - 1, 'this moment': now, 'an hour ago': () => now() - HOUR }),
  ...moments('exp', { 'with a fraction': () => now() + HOUR + 0.5, 'in an array': () => [now() + HOUR] }),
  ...moments('exp', { 'as text': () => String(now() + HOUR), 'in milliseconds, as text': () => `${Date.now()}` }),
  ...claims('iat', [undefined, null, true, [], {}, '', 0, -1, 0.5, 1e21, '1']),
  ...moments('iat', { 'ahead of the leeway': () => now() + AHEAD, 'in milliseconds': () => Date.now() }),
  ...claims('nbf', [null, true, [], {}, '', 0, -1, 0.5, '1']),
  ...moments('nbf', { 'ahead of the leeway': () => now() + AHEAD, 'in milliseconds': () => Date.now() }),
  ...['iss', 'aud'].flatMap((name) =>
    claims(name, [
      undefined,
      null,
      0,
      true,
      {},
      [],
      ['portcullis'],
      ['portcullis', 'other'],
      '',
      'Portcullis',
      'PORTCULLIS',
      'portcullis/',
      'portcullis ',
      ' portcullis',
      'portcullis\0',
      'portcullis\n',
      'portculli',
      'portcullis2',
      'port\u200Bcullis',
      'ｐortcullis',
      '*',
      'https://portcullis',
    ]),
  ),
  ...claims('jti', [undefined, null, 0, {}, [], '', '\0']),
  ...claims('scope', [null, 0, true, {}, [], ['a'], '', ' ', 'a  b', 'a ', '"', '\\', 'é', 'a\n']),
  ...claims('sid', [null, 0, true, {}, [], '', '\0']),
  ...claims('amr', [null, 0, true, {}, 'pwd', [1], [''], ['\0'], [['pwd']]]),
  ...claims('auth_time', [null, '1', true, {}, [], 0, -1, 1.5]),
  ...['sub', 'exp', 'iss', 'aud'].flatMap((name) => [
    raw(`${name} twice with one value`, (text, own) => text.replace('{', `{"${name}":${own(name)},`)),
    raw(`${name} twice, once in escapes`, (text, own) =>
      text.replace('{', `{"\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}":${own(name)},`),
    ),
    raw(`${name} in __proto__ alone`, (text, own) =>
      text.replace(`"${name}":`, `"__proto__":{"${name}":${own(name)}},"x":`),
    ),
  ]),
  raw('exp 1e400', (text) => text.replace(/"exp":\d+/, '"exp":1e400')),
  raw('exp with a zero fraction', (text) => text.replace(/"exp":\d+/, '$&.0')),
  raw('exp with an exponent', (text) => text.replace(/"exp":\d+/, '$&e0')),
  raw('exp over 2^53', (text) => text.replace(/"exp":\d+/, '"exp":9007199254740993')),
  raw('exp minus zero', (text) => text.replace(/"exp":\d+/, '"exp":-0')),
  raw('exp NaN', (text) => text.replace(/"exp":\d+/, '"exp":NaN')),
  raw('an escape in the subject', (text) =>
    text.replace(/"sub":"(.)/, (_all, digit: string) => `"sub":"\\u003${digit}`),
  ),
  raw('white space', (text) => text.replace(':', ': ')),
  raw('a line feed at the end', (text) => `${text}\n`),
  raw('a NUL at the end', (text) => `${text}\0`),
  raw('a byte order mark', (text) => `\uFEFF${text}`),
  raw('UTF-16', (text) => Buffer.from(text, 'utf16le')),
  raw('invalid UTF-8', (text) =>
    Buffer.concat([Buffer.from(text.slice(0, -2)), Buffer.from([0xc3, 0x28, 0x22, 0x7d])]),
  ),
  raw('a surrogate in UTF-8', (text) =>
    Buffer.concat([Buffer.from(text.slice(0, -2)), Buffer.from([0xed, 0xbf, 0xbf, 0x22, 0x7d])]),
  ),
  raw('half an escaped pair', (text) => text.replace('"jti":"', '"jti":"\\ud83d')),
  raw('another object after it', (text) => `${text}{}`),
  raw('an array around it', (text) => `[${text}]`),
  raw('a string around it', (text) => JSON.stringify(text)),
  ...['null', 'true', '0', '1e400', '""', '"text"', '[]', '{}', '{', 'text', '\0'].map((text) => raw(text, () => text)),
  raw('5,000 levels', () => '['.repeat(5_000) + ']'.repeat(5_000)),
  attack(
    '10,000 levels, which do not fit into a header',
    (forger) => signRaw(forger, '['.repeat(10_000) + ']'.repeat(10_000)),
    431,
  ),
];

/** One attack for each value of one claim; `undefined` leaves it out. */
function claims(name: string, values: readonly unknown[]): Attack[] {
  return values.map((value) =>
    attack(`the claim ${name} ${value === undefined ? 'missing' : shortened(JSON.stringify(value))}`, (forger) =>
      withClaim(forger, name, value),
    ),
  );
}

/** One attack for each value of one claim that depends on the time. */
function moments(name: string, values: Readonly<Record<string, () => unknown>>): Attack[] {
  return Object.entries(values).map(([what, value]) =>
    attack(`the claim ${name} ${what}`, (forger) => withClaim(forger, name, value())),
  );
}

function withClaim({ sign, genuine }: Forger, name: string, value: unknown): string {
  return sign({ ...genuine, payload: { ...genuine.payload, [name]: value } });
}

function raw(what: string, change: (text: string, own: (name: string) => string) => string | Buffer): Attack {
  return attack(`a payload with ${JSON.stringify(what)}`, (forger) => {
    const own = (name: string) => JSON.stringify(Reflect.get(forger.genuine.payload, name));
    return signRaw(forger, change(JSON.stringify(forger.genuine.payload), own));
  });
}

function signRaw({ sign, genuine }: Forger, payload: string | Buffer): string {
  return sign({ ...genuine, payload });
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
