import { createHmac } from 'node:crypto';
import { TEST_SECRET } from '../../support/secret.js';

/** The header and the payload of a token: an object is written as JSON, text and bytes stand as they are. */
export interface Parts {
  readonly header: object | string;
  readonly payload: object | string;
}

/** What the service itself would write. */
export interface GenuineParts {
  readonly header: { readonly alg: string; readonly typ: string; readonly kid: string };
  readonly payload: {
    readonly iss: string;
    readonly aud: string;
    readonly sub: string;
    readonly iat: number;
    readonly exp: number;
    readonly jti: string;
  };
}

/** What an attacker has at hand. Which key `sign` and `seal` use is what tells the suites apart. */
export interface Forger {
  readonly genuine: GenuineParts;
  /** The victim's token, as the service issued it. */
  readonly token: string;
  /** The attacker's own. */
  readonly otherToken: string;
  readonly sign: (parts: Parts) => string;
  /** The signature over `header.payload`. */
  readonly seal: (input: string) => string;
}

/** One bad token: what is bad about it, how it is made, and what it is answered with. */
export type Attack = readonly [what: string, forge: (forger: Forger) => string, status: 400 | 401 | 431];

/** @param status 400 where the token can't stand in an Authorization header, 431 where it fits into none */
export function attack(what: string, forge: (forger: Forger) => string, status: 400 | 401 | 431 = 401): Attack {
  return [what, forge, status];
}

/** Derived as in the library, and by no code of the library. */
export const KEY_ID = createHmac('sha256', TEST_SECRET).update('portcullis key id').digest('base64url').slice(0, 16);

export function encode(part: object | string): string {
  const bytes = Buffer.isBuffer(part) ? part : Buffer.from(typeof part === 'string' ? part : JSON.stringify(part));
  return bytes.toString('base64url');
}

export function hmac(input: string, key: string | Buffer, hash = 'sha256'): string {
  return createHmac(hash, key).update(input).digest('base64url');
}

export function signingInput({ header, payload }: Parts): string {
  return `${encode(header)}.${encode(payload)}`;
}

export function signedWith(key: string | Buffer, parts: Parts, hash = 'sha256'): string {
  return `${signingInput(parts)}.${hmac(signingInput(parts), key, hash)}`;
}

export function genuineParts(subject: string): GenuineParts {
  const now = Math.floor(Date.now() / 1000);
  return {
    header: { alg: 'HS256', typ: 'at+jwt', kid: KEY_ID },
    payload: {
      iss: 'portcullis',
      aud: 'portcullis',
      sub: subject,
      iat: now,
      exp: now + 600,
      jti: 'a-token-of-the-tests',
    },
  };
}

/** @param key the right one by default */
export function forgerOf(
  tokens: { readonly token: string; readonly otherToken: string },
  key: string = TEST_SECRET,
): Forger {
  return {
    ...tokens,
    genuine: genuineParts(subjectOf(tokens.token)),
    sign: (parts) => signedWith(key, parts),
    seal: (input) => hmac(input, key),
  };
}

export function subjectOf(token: string): string {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(payload) as { sub: string }).sub;
}
