import type { SigningKey } from './signing-key.js';

/** The keys of this issuer: one that signs, and all whose tokens are still honoured, found by `kid`. */
export class KeyRing {
  readonly #byId: ReadonlyMap<string, SigningKey>;

  constructor(
    readonly current: SigningKey,
    retired: readonly SigningKey[] = [],
  ) {
    this.#byId = new Map([...retired, current].map((key) => [key.keyId, key]));
  }

  find(keyId: string): SigningKey | undefined {
    return this.#byId.get(keyId);
  }
}
