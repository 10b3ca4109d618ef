import type { AccessTokenClaims } from './access-token.claims.js';
import type { VerificationKey } from './signing-key.js';

/** @see GuardOptions.checkedSignatures */
export const DEFAULT_CHECKED_SIGNATURES = 10_000;

/** On the average. One of this service has some 400. */
const CHARACTERS_PER_TOKEN = 1_024;

/** What does not change about a token however often it is shown: what it says, and what found it to be genuine. */
export interface CheckedSignature {
  /** Frozen, for all requests with this token share them. */
  readonly claims: AccessTokenClaims;
  /** By which name the key ring was asked for {@link key}. */
  readonly keyId: string;
  readonly key: VerificationKey;
}

interface Remembered {
  readonly token: string;
  readonly checked: CheckedSignature;
}

/**
 * Remembers of which tokens the signature has been checked, by their whole text: a token that differs in one character is
 * another one. Says nothing of whether a token is still good. Bounded in tokens and in characters, whatever comes; what has to
 * go is what was not asked for lately.
 *
 * There are two generations. What is asked for belongs to the younger one; when that has half of what there may be, it becomes
 * the older one, and the one before it is forgotten whole.
 */
export class CheckedSignatures {
  readonly #maxGenerationSize: number;
  readonly #maxGenerationCharacters: number;
  #young = new Map<string, Remembered>();
  #old = new Map<string, Remembered>();
  #youngCharacters = 0;
  #oldCharacters = 0;

  /** @param limit how many tokens; 0 for none */
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

  /** @param token genuine, as the key has just said: nobody asks it again */
  add(token: string, checked: CheckedSignature): void {
    // A text that was cut out of a header keeps all of that in memory, and most of it may be spaces.
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
