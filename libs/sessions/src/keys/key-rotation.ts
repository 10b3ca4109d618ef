import type { Clock } from '@portcullis/auth';
import { generateKey } from './generate-key.js';
import type { CheckedRotationOptions } from './key-rotation.options.js';
import type { KeyStore, Succession } from './key-store.js';
import type { KeyVault } from './key-vault.js';
import type { StoredKey } from './stored-key.js';

/** How far the clocks of two instances may be apart, twice over. */
const LEEWAY_SECONDS = 60;

/** Why a key is to be followed by another. */
type Occasion = (newest: StoredKey, now: number) => boolean;

/** Decides when there is to be a new key, and sees to it that one instance alone makes it. */
export class KeyRotation {
  constructor(
    private readonly store: KeyStore,
    private readonly vault: KeyVault,
    private readonly options: CheckedRotationOptions & { readonly accessTokenTtl: number },
    private readonly clock: Clock,
  ) {}

  /** The first key, and the first for another algorithm. For the start: instances of two minds would never rest otherwise. */
  start(): Promise<StoredKey | undefined> {
    return this.#rotate(({ algorithm }) => algorithm !== this.options.algorithm);
  }

  /** A key where the schedule asks for one. */
  ifDue(): Promise<StoredKey | undefined> {
    const { rotationSeconds, leadSeconds } = this.options;
    return this.#rotate(
      ({ activeFrom }, now) => rotationSeconds !== false && activeFrom + (rotationSeconds - leadSeconds) * 1_000 <= now,
    );
  }

  /** A key now, unless there is one that is yet to sign: so often as it may be asked for at once, there is one. */
  now(): Promise<StoredKey | undefined> {
    return this.#rotate(() => true);
  }

  /** @returns the key that was published here */
  async #rotate(occasion: Occasion): Promise<StoredKey | undefined> {
    if (!needsSuccessor(await this.store.list(), occasion, this.clock.now())) {
      return undefined;
    }
    // Before the transaction, which has no time for it. Of several instances, all but one throw theirs away.
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

/** The one without a successor. There is none before the first, nor where somebody has deleted its row. */
function signingKeyOf(keys: readonly StoredKey[]): StoredKey | undefined {
  return keys.findLast(({ retiresAt }) => retiresAt === null);
}
