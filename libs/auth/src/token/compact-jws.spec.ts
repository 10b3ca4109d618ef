import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvalidTokenError } from '../errors/credential.errors.js';
import { MAX_TOKEN_LENGTH, parseCompactJws } from './compact-jws.js';

const HEADER = { alg: 'HS256', typ: 'at+jwt', kid: 'k' };

function encode(part: unknown): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
}

function token(header: unknown, payload: unknown, signature = 'AAAA'): string {
  return `${encode(header)}.${encode(payload)}.${signature}`;
}

describe('parseCompactJws', () => {
  it('parses what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5 }), (claims) => {
        // Only values that JSON keeps: -0 becomes 0, for example.
        const payload = JSON.parse(JSON.stringify(claims)) as Record<string, unknown>;
        const compact = token(HEADER, payload);
        fc.pre(compact.length <= MAX_TOKEN_LENGTH && JSON.stringify(payload).isWellFormed());
        expect(parseCompactJws(compact)).toEqual({ header: HEADER, payload });
      }),
    );
  });

  it.each([
    ['a repeated member', token(HEADER, '{"sub":"1","sub":"2"}')],
    ['a repeated header parameter', token('{"alg":"HS256","alg":"none","typ":"at+jwt","kid":"k"}', {})],
    ['white space', token(HEADER, '{ "sub":"1"}')],
    ['an infinite number', token(HEADER, '{"exp":1e400}')],
    ['a needless escape', token(HEADER, '{"sub":"\\u0031"}')],
    ['a byte order mark', token(HEADER, '\uFEFF{}')],
    ['an array', token(HEADER, [])],
    ['null', token(HEADER, null)],
    ['a string', token(HEADER, '"text"')],
    ['a number', token(HEADER, '1')],
    ['invalid UTF-8', `${encode(HEADER)}.${Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')}.AAAA`],
    ['no signature', `${encode(HEADER)}.${encode({})}.`],
    ['two parts', `${encode(HEADER)}.${encode({})}`],
    ['four parts', `${token(HEADER, {})}.AAAA`],
    ['five parts', `${token(HEADER, {})}.AAAA.AAAA`],
    ['padding', `${token(HEADER, {})}=`],
    ['the other base64 alphabet', token(HEADER, {}, 'A+/A')],
    ['stray bits at the end', token(HEADER, {}, 'AAB')],
    ['a lone character', token(HEADER, {}, 'A')],
    ['a line feed', `${token(HEADER, {})}\n`],
    ['a critical extension', token({ ...HEADER, crit: ['b64'], b64: false }, {})],
    ['an empty crit', token({ ...HEADER, crit: [] }, {})],
    ['a key of its own', token({ ...HEADER, jwk: {} }, {})],
    ['no kid', token({ alg: 'HS256', typ: 'at+jwt' }, {})],
    ['an array of algorithms', token({ ...HEADER, alg: ['HS256'] }, {})],
    ['more than the longest token', token(HEADER, { x: 'x'.repeat(MAX_TOKEN_LENGTH) })],
    ['very many dots', '.'.repeat(100_000)],
    ['nothing', ''],
  ])('refuses a token with %s', (_what, bad) => {
    expect(() => parseCompactJws(bad)).toThrow(InvalidTokenError);
  });

  it('throws no other error', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.tuple(fc.string(), fc.string()).map(([h, p]) => token(h, p)),
        ),
        (text) => {
          try {
            parseCompactJws(text);
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidTokenError);
          }
        },
      ),
    );
  });
});
