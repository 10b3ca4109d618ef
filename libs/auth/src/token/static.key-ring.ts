import { KeyRing } from './key-ring.js';
import type { PublicJwk, SigningKey, VerificationKey } from './signing-key.js';

/** A key ring without rotation. */
export class StaticKeyRing extends KeyRing {
  readonly #byId: ReadonlyMap<string, VerificationKey>;
  readonly #published: readonly PublicJwk[];

  /** @param retired keys that no longer sign; their tokens are still accepted */
  constructor(
    readonly current: SigningKey,
    retired: readonly VerificationKey[] = [],
  ) {
    super();
    const keys = [current, ...retired];
    this.#byId = new Map(keys.toReversed().map((key) => [key.keyId, key]));
    this.#published = keys.flatMap(({ publicJwk }) => publicJwk ?? []);
  }

  override find(keyId: string): VerificationKey | undefined {
    return this.#byId.get(keyId);
  }

  override get published(): readonly PublicJwk[] {
    return this.#published;
  }
}
