import type { PublicJwk, SigningKey, VerificationKey } from './signing-key.js';

const DEFAULT_CACHE_SECONDS = 300;

/**
 * The keys of this issuer: the signing key, and all keys whose tokens are still accepted. A port: the class is type and injection token in
 * one.
 */
export abstract class KeyRing {
  /** The key that signs now. Read for every token, since it changes while the service runs. */
  abstract get current(): SigningKey;

  /**
   * Finds the key that verifies tokens with this `kid`; `undefined` if there is none, or its tokens are no longer accepted. Called on
   * every request with any text that an attacker may send, so it must not cost a query.
   */
  abstract find(keyId: string): VerificationKey | undefined | Promise<VerificationKey | undefined>;

  /** The public halves, by which other services verify tokens. @default none: a shared secret has no public half */
  get published(): readonly PublicJwk[] {
    return [];
  }

  /** For how many seconds a reader may cache {@link published}. @default 300 */
  get publishedForSeconds(): number {
    return DEFAULT_CACHE_SECONDS;
  }
}
