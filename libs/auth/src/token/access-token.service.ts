import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AUTH_OPTIONS, DEFAULT_ACCESS_TOKEN_TTL, type AuthModuleOptions } from '../auth.options.js';
import { Clock, epochSeconds } from '../clock/clock.js';
import { AccessTokenVerifier } from './access-token.verifier.js';
import { MAX_TOKEN_LENGTH } from './compact-jws.js';
import { KeyRing } from './key-ring.js';

const RESERVED_CLAIMS: ReadonlySet<string> = new Set(['iss', 'aud', 'sub', 'iat', 'exp', 'nbf', 'jti', 'scope']);

/** A token just issued. */
export interface IssuedAccessToken {
  readonly accessToken: string;
  /** Seconds from now. */
  readonly expiresIn: number;
}

/** What goes into a token beside what goes into every one. */
export interface AccessTokenContents {
  readonly subject: string;
  /** Left out of the token where empty. */
  readonly scope: readonly string[];
  /** Claims beside those that every token has; one of theirs is refused. @default none */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Issues the proof that somebody signed in, and recognises it later (RFC 9068). */
@Injectable()
export class AccessTokenService extends AccessTokenVerifier {
  readonly #ttl: number;

  constructor(@Inject(AUTH_OPTIONS) options: Omit<AuthModuleOptions, 'secret'>, keys: KeyRing, clock: Clock) {
    super(options, keys, clock);
    this.#ttl = options.accessTokenTtl ?? DEFAULT_ACCESS_TOKEN_TTL;
  }

  /** @throws Error where a claim of every token is among those that are added, or the token gets too long to be read */
  issue({ subject, scope, claims = {} }: AccessTokenContents): IssuedAccessToken {
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
    });
    if (accessToken.length > MAX_TOKEN_LENGTH) {
      throw new Error(
        `An access token of ${accessToken.length} characters would be refused; at most ${MAX_TOKEN_LENGTH}.`,
      );
    }
    return { accessToken, expiresIn: this.#ttl };
  }
}
