import type { Clock } from '@portcullis/auth';
import { generateKey } from './generate-key.js';
import type { CheckedRotationOptions } from './key-rotation.options.js';
import type { KeyStore, Succession } from '../storage/key-store.js';
import type { KeyVault } from '../storage/key-vault.js';
import type { StoredKey } from '../storage/stored-key.js';

/** Twice the largest expected difference between the clocks of two instances. */
const LEEWAY_SECONDS = 60;

/** Whether the newest key needs a successor. */
type Occasion = (newest: StoredKey, now: number) => boolean;

/** Decides when a new key is published, and makes sure that only one instance publishes it. */
export class KeyRotation {
  constructor(
    private readonly store: KeyStore,
    private readonly vault: KeyVault,
    private readonly options: CheckedRotationOptions & { readonly accessTokenTtl: number },
    private readonly clock: Clock,
  ) {}

  /**
   * Publishes the first key, or the first key for a changed algorithm. Only at the start: two instances with different algorithms would
   * otherwise replace each other's key for ever.
   */
  start(): Promise<StoredKey | undefined> {
    return this.#rotate(({ algorithm }) => algorithm !== this.options.algorithm);
  }

  /** Publishes the next key if the schedule asks for it. */
  ifDue(): Promise<StoredKey | undefined> {
    const { rotationSeconds, leadSeconds } = this.options;
    return this.#rotate(
      ({ activeFrom }, now) => rotationSeconds !== false && activeFrom + (rotationSeconds - leadSeconds) * 1_000 <= now,
    );
  }

  /** Publishes the next key unless one is already waiting. Idempotent. */
  now(): Promise<StoredKey | undefined> {
    return this.#rotate(() => true);
  }

  /** @returns the key that was published here */
  async #rotate(occasion: Occasion): Promise<StoredKey | undefined> {
    if (!needsSuccessor(await this.store.list(), occasion, this.clock.now())) {
      return undefined;
    }
    // Before the transaction, because it takes long. If several instances generate a key at once, all but one discard theirs.
    const privateKey = await generateKey(this.options.algorithm);
    const now = this.clock.now();
    let published: StoredKey | undefined;
    const decide = (keys: readonly StoredKey[]): Succession | undefined => {
      if (!needsSuccessor(keys, occasion, now)) {
        return undefined;
      }
      const activeFrom = signingKeyOf(keys) ? now + this.options.leadSeconds * 1_000 : now;
      published = this.vault.store(privateKey, { publishedAt: now, activeFrom, retiresAt: null, expiresAt: null });
      const lastTokens = (this.options.accessTokenTtl + LEEWAY_SECONDS) * 1_000;
      return { key: published, predecessorExpiresAt: activeFrom + lastTokens };
    };
    return (await this.store.succeed(decide, now)) ? published : undefined;
  }
}

function needsSuccessor(keys: readonly StoredKey[], occasion: Occasion, now: number): boolean {
  const newest = signingKeyOf(keys);
  return newest === undefined || (newest.activeFrom <= now && occasion(newest, now));
}

/** The key without a successor; none before the first key is published, or after an administrator has deleted its row. */
function signingKeyOf(keys: readonly StoredKey[]): StoredKey | undefined {
  return keys.findLast(({ retiresAt }) => retiresAt === null);
}
