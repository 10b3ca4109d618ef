import type { AccessTokenClaims } from './access-token.claims.js';
import type { VerificationKey } from './signing-key.js';

/** @see GuardOptions.checkedSignatures */
export const DEFAULT_CHECKED_SIGNATURES = 10_000;

/** On average. A token of this service has some 400. */
const CHARACTERS_PER_TOKEN = 1_024;

/** What stays the same about a token, however often it is presented. */
export interface CheckedSignature {
  /** Frozen, since all requests with this token share them. */
  readonly claims: AccessTokenClaims;
  /** The `kid` by which the key ring found {@link key}. */
  readonly keyId: string;
  readonly key: VerificationKey;
}

interface Remembered {
  readonly token: string;
  readonly checked: CheckedSignature;
}

/**
 * Caches tokens whose signature was verified, by their whole text: a token that differs in one character is another token. Does not say
 * whether a token is still valid. Bounded in tokens and in characters; tokens that were not used lately are dropped first.
 *
 * There are two generations. A token that is used belongs to the young one. When that has half of the limit, it becomes the old one, and
 * the old one is dropped as a whole.
 */
export class CheckedSignatures {
  readonly #maxGenerationSize: number;
  readonly #maxGenerationCharacters: number;
  #young = new Map<string, Remembered>();
  #old = new Map<string, Remembered>();
  #youngCharacters = 0;
  #oldCharacters = 0;

  /** @param limit in tokens; 0 turns the cache off */
  constructor(limit: number) {
    this.#maxGenerationSize = Math.floor(limit / 2);
    this.#maxGenerationCharacters = this.#maxGenerationSize * CHARACTERS_PER_TOKEN;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** Of all tokens together. */
  get characters(): number {
    return this.#youngCharacters + this.#oldCharacters;
  }

  get(token: string): CheckedSignature | undefined {
    const young = this.#young.get(token);
    if (young) {
      return young.checked;
    }
    const old = this.#old.get(token);
    if (old) {
      this.#keep(old);
    }
    return old?.checked;
  }

  /** @param token with a verified signature */
  add(token: string, checked: CheckedSignature): void {
    // A copy: a substring of a header would keep the whole header in memory.
    this.#keep({ token: Buffer.from(token, 'latin1').toString('latin1'), checked });
  }

  #keep(remembered: Remembered): void {
    const { token } = remembered;
    if (token.length > this.#maxGenerationCharacters) {
      return;
    }
    if (
      this.#young.size >= this.#maxGenerationSize ||
      this.#youngCharacters + token.length > this.#maxGenerationCharacters
    ) {
      this.#old = this.#young;
      this.#oldCharacters = this.#youngCharacters;
      this.#young = new Map();
      this.#youngCharacters = 0;
    }
    this.#young.set(token, remembered);
    this.#youngCharacters += token.length;
  }
}
