import type { PublicJwk } from './public-jwk.js';
import type { SigningKey, VerificationKey } from './signing-key.js';

const DEFAULT_CACHE_SECONDS = 300;

/**
 * The keys of this issuer: one that signs, and all whose tokens are still honoured, found by `kid`. One of the hinges; the
 * class is type and injection token in one.
 */
export abstract class KeyRing {
  /** What signs now. Asked for anew with every token: it changes while the service runs. */
  abstract get current(): SigningKey;

  /**
   * The key by which tokens with that `kid` are checked; `undefined` for one that is not, or no longer, honoured. Asked of
   * every request, for whatever an attacker may have written: it must not cost a query.
   */
  abstract find(keyId: string): VerificationKey | undefined | Promise<VerificationKey | undefined>;

  /** The public halves, for others to check tokens by. @default none: a shared secret has no public half */
  get published(): readonly PublicJwk[] {
    return [];
  }

  /** For how many seconds whoever read {@link published} may go by it. @default 300 */
  get publishedForSeconds(): number {
    return DEFAULT_CACHE_SECONDS;
  }
}
