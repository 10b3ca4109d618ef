import { InvalidTokenError } from '../errors/auth.error.js';
import { isScope } from './scope.js';

/** RFC 9068, section 2.1: so that no other kind of token passes for an access token. */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

/** How far another instance's clock may run ahead of ours. Expiry gets no leeway. */
const CLOCK_TOLERANCE_SECONDS = 30;

const MAX_SUBJECT_LENGTH = 255;

/** The claims of a verified access token (RFC 9068, section 2.2). */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  readonly scope?: string;
  readonly sid?: string;
  readonly [claim: string]: unknown;
}

/** What a token must say to be for us. */
export interface ExpectedClaims {
  readonly issuer: string;
  readonly audience: string;
  /** Seconds since the epoch. */
  readonly now: number;
}

/**
 * Every claim is there, has its type, and names this issuer, this audience and this moment. Says nothing of the signature.
 *
 * @throws InvalidTokenError
 */
export function checkClaims(claims: Record<string, unknown>, expected: ExpectedClaims): AccessTokenClaims {
  const { iss, aud, sub, jti, scope, sid } = claims;
  demand(iss === expected.issuer, 'iss');
  demand(aud === expected.audience, 'aud');
  demand(isText(sub) && sub.length <= MAX_SUBJECT_LENGTH, 'sub');
  demand(isText(jti), 'jti');
  checkTimes(claims, expected.now);
  demand(scope === undefined || (typeof scope === 'string' && isScope(scope)), 'scope');
  demand(sid === undefined || isText(sid), 'sid');
  return claims as AccessTokenClaims;
}

/**
 * The claims that time makes untrue.
 *
 * @param now in seconds since the epoch
 * @throws InvalidTokenError
 */
export function checkTimes({ exp, iat, nbf }: Record<string, unknown>, now: number): void {
  demand(isNumericDate(exp) && exp > now, 'exp');
  demand(isNumericDate(iat) && iat <= now + CLOCK_TOLERANCE_SECONDS, 'iat');
  demand(nbf === undefined || (isNumericDate(nbf) && nbf <= now + CLOCK_TOLERANCE_SECONDS), 'nbf');
}

function demand(condition: boolean, claim: string): asserts condition {
  if (!condition) {
    throw new InvalidTokenError(`claim ${claim}`);
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.isWellFormed() && !value.includes('\0');
}

function isNumericDate(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
