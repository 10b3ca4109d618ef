import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type AccessTokenOptions, AUTH_OPTIONS, DEFAULT_ACCESS_TOKEN_TTL } from '../auth.options.js';
import { Clock, epochSeconds } from '../clock/clock.js';
import type { Authentication } from '../user/authentication.js';
import { AccessTokenVerifier } from './access-token.verifier.js';
import { MAX_TOKEN_LENGTH } from './compact-jws.js';
import { KeyRing } from './key-ring.js';

const RESERVED_CLAIMS: ReadonlySet<string> = new Set([
  'iss',
  'aud',
  'sub',
  'iat',
  'exp',
  'nbf',
  'jti',
  'scope',
  'sub_id',
  'amr',
  'auth_time',
]);

/** A token just issued. */
export interface IssuedAccessToken {
  readonly accessToken: string;
  /** Seconds from now. */
  readonly expiresIn: number;
}

export interface AccessTokenContents {
  readonly subject: string;
  /**
   * The id of the user whom the subject names. If it differs from the subject, the token carries it as `sub_id` (RFC 9493, section 4.1)
   * and is valid only for the user with this id: a subject such as a username can pass to another user.
   * @default the subject
   */
  readonly userId?: string;
  /** Left out of the token if empty. */
  readonly scope: readonly string[];
  /** Becomes the claims `amr` and `auth_time`. @default neither */
  readonly authentication?: Authentication;
  /** Other claims than those of every token, which are refused. @default none */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Issues and verifies access tokens (RFC 9068). */
@Injectable()
export class AccessTokenService extends AccessTokenVerifier {
  readonly #ttl: number;

  constructor(@Inject(AUTH_OPTIONS) options: AccessTokenOptions, keys: KeyRing, clock: Clock) {
    super(options, keys, clock);
    this.#ttl = options.accessTokenTtl ?? DEFAULT_ACCESS_TOKEN_TTL;
  }

  /** @throws Error if `claims` contains a claim of every token, or the token would be too long to be accepted */
  issue({ subject, userId = subject, scope, authentication, claims = {} }: AccessTokenContents): IssuedAccessToken {
    const reserved = Object.keys(claims).find((claim) => RESERVED_CLAIMS.has(claim));
    if (reserved !== undefined) {
      throw new Error(`The claim ${reserved} of an access token can't be set by an AccessTokenCustomizer.`);
    }
    const now = epochSeconds(this.clock);
    const accessToken = this.keys.current.sign({
      ...claims,
      iss: this.options.issuer,
      aud: this.options.audience,
      sub: subject,
      iat: now,
      exp: now + this.#ttl,
      jti: randomUUID(),
      ...(scope.length > 0 && { scope: scope.join(' ') }),
      ...(authentication && claimsOf(authentication)),
      ...(userId !== subject && { sub_id: { format: 'opaque', id: userId } }),
    });
    if (accessToken.length > MAX_TOKEN_LENGTH) {
      throw new Error(
        `An access token of ${accessToken.length} characters would be refused; at most ${MAX_TOKEN_LENGTH}.`,
      );
    }
    return { accessToken, expiresIn: this.#ttl };
  }
}

/** RFC 8176, section 1, and OpenID Connect Core, section 2. */
function claimsOf({ methods, at }: Authentication): Record<string, unknown> {
  return { ...(methods.length > 0 && { amr: methods }), auth_time: Math.floor(at / 1_000) };
}
