import { type AuthModuleOptions, Clock, DEFAULT_ACCESS_TOKEN_TTL } from '@portcullis/auth';
import type { DataSource } from 'typeorm';
import { KeyRotation } from './key-rotation.js';
import { checkedRotationOptions, type KeyRotationOptions } from './key-rotation.options.js';
import { KeyStore } from './key-store.js';
import { KeyVault } from './key-vault.js';
import { type KeyLife, type KeyState, stateOf, type StoredKey } from './stored-key.js';

/** A key as whoever runs the service may see it: nothing of its private half, sealed or not. */
export interface KeySummary extends KeyLife {
  readonly keyId: string;
  readonly algorithm: string;
  readonly state: KeyState;
}

/** The keys in the database, for whoever runs the service. For a program of its own, beside the instances that sign. */
export class KeyAdministration {
  readonly #store: KeyStore;
  readonly #vault: KeyVault;
  readonly #rotation: KeyRotation;

  /** @param options those of `AuthModule` and `databaseKeyRing`, the same as the instances have */
  constructor(
    dataSource: DataSource,
    options: KeyRotationOptions & Pick<AuthModuleOptions, 'secret' | 'accessTokenTtl'>,
    private readonly clock: Clock,
  ) {
    const { secret, accessTokenTtl = DEFAULT_ACCESS_TOKEN_TTL } = options;
    this.#store = new KeyStore(dataSource);
    this.#vault = new KeyVault(secret);
    this.#rotation = new KeyRotation(
      this.#store,
      this.#vault,
      { ...checkedRotationOptions(options), accessTokenTtl },
      clock,
    );
  }

  /** @throws ServiceUnavailableError */
  async list(): Promise<KeySummary[]> {
    const now = this.clock.now();
    return (await this.#store.list()).map((key) => summaryOf(key, now));
  }

  /**
   * Publishes the next key. Where one is published already and yet to sign, there is none beside it: asked twice, it does no
   * harm.
   *
   * @returns the key that was published here, or undefined where one was there
   * @throws Error where the keys that there are don't open with the secret; ServiceUnavailableError
   */
  async rotate(): Promise<KeySummary | undefined> {
    (await this.#store.list()).forEach((key) => this.#vault.open(key));
    const published = await this.#rotation.now();
    return published && summaryOf(published, this.clock.now());
  }
}

function summaryOf(key: StoredKey, now: number): KeySummary {
  const { kid, algorithm, publishedAt, activeFrom, retiresAt, expiresAt } = key;
  return { keyId: kid, algorithm, state: stateOf(key, now), publishedAt, activeFrom, retiresAt, expiresAt };
}
