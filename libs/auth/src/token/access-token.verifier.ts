import { Inject, Injectable } from '@nestjs/common';
import { AUTH_OPTIONS, type CommonOptions } from '../auth.options.js';
import { Clock, epochSeconds } from '../clock/clock.js';
import { InvalidTokenError } from '../errors/credential.errors.js';
import { ACCESS_TOKEN_TYPE, checkClaims, checkTimes, type AccessTokenClaims } from './access-token.claims.js';
import { CheckedSignatures, DEFAULT_CHECKED_SIGNATURES } from './checked-signatures.js';
import { parseCompactJws } from './compact-jws.js';
import { KeyRing } from './key-ring.js';

/** Verifies access tokens (RFC 9068), also those of another issuer. */
@Injectable()
export class AccessTokenVerifier {
  readonly #checked: CheckedSignatures;

  constructor(
    @Inject(AUTH_OPTIONS) protected readonly options: CommonOptions,
    protected readonly keys: KeyRing,
    protected readonly clock: Clock,
  ) {
    this.#checked = new CheckedSignatures(options.checkedSignatures ?? DEFAULT_CHECKED_SIGNATURES);
  }

  /**
   * Accepts only a token that this issuer has signed for this audience, with a key that is still accepted, and that has not expired. Does
   * not check whether its subject exists and is active. Opens no connection, unless the key ring does.
   *
   * @returns the claims, frozen
   * @throws InvalidTokenError if anything is wrong with it
   * @throws ServiceUnavailableError if the keys are out of reach
   */
  async verify(token: string): Promise<AccessTokenClaims> {
    const checked = this.#checked.get(token);
    if (checked) {
      const found = this.keys.find(checked.keyId);
      // Awaits only a promise, since this runs on every request.
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

/** Freezes a value that was parsed from JSON, with everything in it. */
function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFrozen);
    Object.freeze(value);
  }
  return value;
}
