import type { VerificationKey } from '../token/signing-key.js';
import { type PublishedJwk, verificationKey } from '../token/verification-key.js';

/** Keys by `kid`. */
export type KeySet = ReadonlyMap<string, VerificationKey>;

/**
 * The keys of a JWK set that can verify tokens. Other keys are ignored (RFC 7517, section 5), above all secrets (`oct`), with which every
 * reader of the set could sign.
 *
 * @throws TypeError if the body is not a JWK set
 */
export function keySetOf(body: unknown): KeySet {
  const { keys } = (body ?? {}) as { readonly keys?: unknown };
  if (!Array.isArray(keys)) {
    throw new TypeError('its response is not a JWK set');
  }
  const usable = keys.flatMap((jwk: unknown) => usableKey(jwk) ?? []);
  // Of two keys with the same `kid`, the first one counts.
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
