import { type AuthModuleOptions, Clock } from '@portcullis/auth';
import {
  checkedOptions,
  DEFAULT_ACCESS_TOKEN_TTL,
  type DomainEvents,
  NO_REQUEST,
  secretRule,
  sharedClock,
} from '@portcullis/auth/spi';
import { type Database, databaseTime } from '@portcullis/database';
import { publicationOf, type SigningKeyPublished } from '../rotation/key-event.js';
import { KeyRotation } from '../rotation/key-rotation.js';
import {
  KEY_ROTATION_RULES,
  type CheckedRotationOptions,
  type KeyRotationOptions,
} from '../rotation/key-rotation.options.js';
import { KeyStore } from '../storage/key-store.js';
import { KeyVault } from '../storage/key-vault.js';
import { type KeyLife, type KeyState, stateOf, type StoredKey } from '../storage/stored-key.js';

/** A key without its private half, for administrators. Times are in milliseconds since the epoch. */
export interface KeySummary extends KeyLife {
  readonly keyId: string;
  readonly algorithm: string;
  readonly state: KeyState;
}

/** Lists and rotates the keys in the database, for administrators. For a separate program, beside the instances that sign. */
export class KeyAdministration {
  readonly #store: KeyStore;
  readonly #vault: KeyVault;
  readonly #options: CheckedRotationOptions & { readonly accessTokenTtl: number };

  /**
   * @param options the same options of `AuthModule` and `databaseKeyRing` that the instances have
   * @param events receives an event for each rotation, with an operator as its actor. @default no events
   */
  constructor(
    private readonly database: Database,
    options: KeyRotationOptions & Pick<AuthModuleOptions, 'secret' | 'accessTokenTtl'>,
    private readonly clock: Clock,
    private readonly events?: Pick<DomainEvents<SigningKeyPublished>, 'publish'>,
  ) {
    const rules = { ...KEY_ROTATION_RULES, secret: secretRule };
    const checked = checkedOptions('KeyAdministration', options, rules, 'new KeyAdministration(database, ');
    this.#store = new KeyStore(database);
    this.#vault = new KeyVault(checked.secret);
    this.#options = { ...checked, accessTokenTtl: checked.accessTokenTtl ?? DEFAULT_ACCESS_TOKEN_TTL };
  }

  /** @throws ServiceUnavailableError */
  async list(): Promise<KeySummary[]> {
    const { now } = await this.#sharedTime();
    return (await this.#store.list()).map((key) => summaryOf(key, now));
  }

  /**
   * Publishes the next key unless one is already waiting. Idempotent.
   *
   * @returns the published key, or undefined if one was already waiting
   * @throws Error if a stored key can't be decrypted with the secret; ServiceUnavailableError
   */
  async rotate(): Promise<KeySummary | undefined> {
    (await this.#store.list()).forEach((key) => this.#vault.open(key));
    const { clock, now } = await this.#sharedTime();
    const published = await new KeyRotation(this.#store, this.#vault, this.#options, clock).now();
    if (!published) {
      return undefined;
    }
    this.events?.publish(publicationOf(published, { actor: { kind: 'operator' }, origin: NO_REQUEST }));
    return summaryOf(published, now);
  }

  async #sharedTime(): Promise<{ readonly clock: Clock; readonly now: number }> {
    const clock = await sharedClock(this.clock, () => databaseTime(this.database));
    return { clock, now: clock.now() };
  }
}

function summaryOf(key: StoredKey, now: number): KeySummary {
  const { kid, algorithm, publishedAt, activeFrom, retiresAt, expiresAt } = key;
  return { keyId: kid, algorithm, state: stateOf(key, now), publishedAt, activeFrom, retiresAt, expiresAt };
}
