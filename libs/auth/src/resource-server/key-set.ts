import type { VerificationKey } from '../token/signing-key.js';
import { type PublishedJwk, verificationKey } from '../token/verification-key.js';

/** Keys by `kid`. */
export type KeySet = ReadonlyMap<string, VerificationKey>;

/**
 * The keys of a JWK set (RFC 7517, section 5) that tokens can be checked by. Others are left out, as that section says: a
 * secret (`oct`) above all, which whoever reads the set could sign with.
 *
 * @throws Error where it is no JWK set
 */
export function keySetOf(body: unknown): KeySet {
  const { keys } = (body ?? {}) as { readonly keys?: unknown };
  if (!Array.isArray(keys)) {
    throw new TypeError('its answer is no JWK set');
  }
  const usable = keys.flatMap((jwk: unknown) => usableKey(jwk) ?? []);
  // Of two by one name the first one counts.
  return new Map(usable.toReversed().map((key) => [key.keyId, key]));
}

function usableKey(jwk: unknown): VerificationKey | null {
  if (typeof jwk !== 'object' || jwk === null) {
    return null;
  }
  try {
    return verificationKey(jwk as PublishedJwk);
  } catch {
    return null;
  }
}
