import { Inject, Injectable } from '@nestjs/common';
import { AUTH_OPTIONS, type GuardOptions } from '../auth.options.js';
import { Clock, epochSeconds } from '../clock/clock.js';
import { InvalidTokenError } from '../errors/auth.error.js';
import { ACCESS_TOKEN_TYPE, checkClaims, type AccessTokenClaims } from './access-token.claims.js';
import { parseCompactJws } from './compact-jws.js';
import { KeyRing } from './key-ring.js';

/** Recognises access tokens (RFC 9068), whoever has issued them. */
@Injectable()
export class AccessTokenVerifier {
  constructor(
    @Inject(AUTH_OPTIONS) protected readonly options: GuardOptions,
    protected readonly keys: KeyRing,
    protected readonly clock: Clock,
  ) {}

  /**
   * Accepts only what this issuer wrote, for this audience, with a key still honoured, and not expired. Whether its subject
   * still exists and is active is for the caller to ask. Opens no connection, unless the key ring does.
   *
   * @throws InvalidTokenError whatever is wrong with it
   * @throws ServiceUnavailableError where the keys are out of reach
   */
  async verify(token: string): Promise<AccessTokenClaims> {
    const { header, payload } = parseCompactJws(token);
    const key = await this.keys.find(header.kid);
    if (!key || header.alg !== key.algorithm || header.typ !== ACCESS_TOKEN_TYPE) {
      throw new InvalidTokenError('no key for this header');
    }
    try {
      key.verifySignature(token);
    } catch {
      throw new InvalidTokenError('signature');
    }
    const { issuer, audience } = this.options;
    return checkClaims(payload, { issuer, audience, now: epochSeconds(this.clock) });
  }
}
