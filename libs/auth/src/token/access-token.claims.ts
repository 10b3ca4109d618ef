import { InvalidTokenError } from '../errors/credential.errors.js';
import { isScope } from './scope.service.js';

/** RFC 9068, section 2.1: no other kind of token is accepted as an access token. */
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
  /** How the user was authenticated (RFC 8176). Absent if it is not known. */
  readonly amr?: readonly string[];
  /** When, in seconds since the epoch (OpenID Connect Core, section 2). A refresh leaves it as it is. */
  readonly auth_time?: number;
  readonly [claim: string]: unknown;
}

export interface ExpectedClaims {
  readonly issuer: string;
  readonly audience: string;
  /** Seconds since the epoch. */
  readonly now: number;
}

/**
 * Checks that every claim is present and has its type, and that the token is for this issuer, this audience and this time. Does not check
 * the signature.
 *
 * @throws InvalidTokenError
 */
export function checkClaims(claims: Record<string, unknown>, expected: ExpectedClaims): AccessTokenClaims {
  const { iss, aud, sub, jti, scope, sid, amr, auth_time: authTime } = claims;
  demand(iss === expected.issuer, 'iss');
  demand(aud === expected.audience, 'aud');
  demand(isText(sub) && sub.length <= MAX_SUBJECT_LENGTH, 'sub');
  demand(isText(jti), 'jti');
  checkTimes(claims, expected.now);
  demand(scope === undefined || (typeof scope === 'string' && isScope(scope)), 'scope');
  demand(sid === undefined || isText(sid), 'sid');
  demand(amr === undefined || (Array.isArray(amr) && amr.every(isText)), 'amr');
  demand(authTime === undefined || isNumericDate(authTime), 'auth_time');
  return claims as AccessTokenClaims;
}

/**
 * Checks the claims that depend on the time.
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
