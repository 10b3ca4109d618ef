import { Inject, Injectable } from '@nestjs/common';
import { AUTH_OPTIONS, type GuardOptions } from '../auth.options.js';
import { Clock, epochSeconds } from '../clock/clock.js';
import { InvalidTokenError } from '../errors/auth.error.js';
import { ACCESS_TOKEN_TYPE, checkClaims, checkTimes, type AccessTokenClaims } from './access-token.claims.js';
import { CheckedSignatures, DEFAULT_CHECKED_SIGNATURES } from './checked-signatures.js';
import { parseCompactJws } from './compact-jws.js';
import { deepFrozen } from './deep-frozen.js';
import { KeyRing } from './key-ring.js';

/** Recognises access tokens (RFC 9068), whoever has issued them. */
@Injectable()
export class AccessTokenVerifier {
  readonly #checked: CheckedSignatures;

  constructor(
    @Inject(AUTH_OPTIONS) protected readonly options: GuardOptions,
    protected readonly keys: KeyRing,
    protected readonly clock: Clock,
  ) {
    this.#checked = new CheckedSignatures(options.checkedSignatures ?? DEFAULT_CHECKED_SIGNATURES);
  }

  /**
   * Accepts only what this issuer wrote, for this audience, with a key still honoured, and not expired. Whether its subject
   * still exists and is active is for the caller to ask. Opens no connection, unless the key ring does.
   *
   * @returns the claims, frozen
   * @throws InvalidTokenError whatever is wrong with it
   * @throws ServiceUnavailableError where the keys are out of reach
   */
  async verify(token: string): Promise<AccessTokenClaims> {
    const checked = this.#checked.get(token);
    if (checked) {
      const found = this.keys.find(checked.keyId);
      // Waits only where there is something to wait for.
      const key = found instanceof Promise ? await found : found;
      if (key === checked.key) {
        checkTimes(checked.claims, epochSeconds(this.clock));
        return checked.claims;
      }
    }
    return this.#check(token);
  }

  async #check(token: string): Promise<AccessTokenClaims> {
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
    const claims = deepFrozen(checkClaims(payload, { issuer, audience, now: epochSeconds(this.clock) }));
    this.#checked.add(token, { claims, keyId: header.kid, key });
    return claims;
  }
}
