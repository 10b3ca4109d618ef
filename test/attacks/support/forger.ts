import { createHmac } from 'node:crypto';
import { TEST_SECRET } from '../../support/secret.js';

/** The header and the payload of a token: an object is encoded as JSON, text and bytes are used as they are. */
export interface Parts {
  readonly header: object | string;
  readonly payload: object | string;
}

/** The parts of a valid token, as the service creates them. */
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

/** The means of an attacker. The suites differ in the key of `sign` and `seal`. */
export interface Forger {
  readonly genuine: GenuineParts;
  /** The valid token of the victim. */
  readonly token: string;
  /** The valid token of the attacker. */
  readonly otherToken: string;
  readonly sign: (parts: Parts) => string;
  /** Signs the text `header.payload`. */
  readonly seal: (input: string) => string;
}

/** One bad token: its fault, how to make it, and the status of the response. */
export type Attack = readonly [what: string, forge: (forger: Forger) => string, status: 400 | 401 | 431];

/** @param status 400 if an Authorization header can't contain the token, 431 if the token is too long for a header */
export function attack(what: string, forge: (forger: Forger) => string, status: 400 | 401 | 431 = 401): Attack {
  return [what, forge, status];
}

/** The key id of the test secret, computed without code of the library. */
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

/** @param key @default the key of the service */
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
