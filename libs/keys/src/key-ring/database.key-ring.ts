import { isNativeError } from 'node:util/types';
import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Clock } from '@portcullis/auth';
import { BY_SERVICE, type DomainEvents, KeyRing, type PublicJwk, type SigningKey } from '@portcullis/auth/spi';
import { publicationOf, type SigningKeyPublished } from '../rotation/key-event.js';
import type { KeyRotation } from '../rotation/key-rotation.js';
import type { KeyStore } from '../storage/key-store.js';
import type { KeyVault, PairedKey } from '../storage/key-vault.js';
import type { StoredKey } from '../storage/stored-key.js';

interface KnownKey extends Pick<StoredKey, 'kid' | 'activeFrom' | 'expiresAt'> {
  readonly key: PairedKey;
}

/** How often the keys are read within the lead time of a new key. Nine of ten reads may fail before it signs. */
const READINGS_PER_LEAD = 10;

export interface DatabaseKeyRingParts {
  readonly store: KeyStore;
  readonly vault: KeyVault;
  readonly rotation: KeyRotation;
  readonly leadSeconds: number;
  readonly clock: Clock;
  readonly events: Pick<DomainEvents<SigningKeyPublished>, 'publish'>;
}

/**
 * Key pairs in PostgreSQL that all instances share. They are read at the start and then at intervals, never for a request: tokens
 * are signed and verified from memory, also while the database is out of reach.
 */
export class DatabaseKeyRing extends KeyRing implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger(DatabaseKeyRing.name);
  /** In the order in which they sign. */
  #known: readonly KnownKey[] = [];
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #isOutage = false;

  constructor(private readonly parts: DatabaseKeyRingParts) {
    super();
  }

  override get current(): SigningKey {
    const now = this.parts.clock.now();
    const signing = this.#known.findLast(({ activeFrom }) => activeFrom <= now) ?? this.#known[0];
    if (!signing) {
      throw new Error(
        'Tokens can be signed only after the application is initialised: the signing keys are not loaded yet.',
      );
    }
    return signing.key;
  }

  override find(keyId: string): PairedKey | undefined {
    return this.#known.find((known) => known.kid === keyId && this.#isHonoured(known))?.key;
  }

  override get published(): readonly PublicJwk[] {
    return this.#known.filter((known) => this.#isHonoured(known)).map(({ key }) => key.publicJwk);
  }

  override get publishedForSeconds(): number {
    return Math.floor(this.parts.leadSeconds / 2);
  }

  /** @throws Error if a key can't be decrypted with any of the secrets; ServiceUnavailableError */
  async onModuleInit(): Promise<void> {
    const stored = await this.parts.store.list();
    // An instance with another secret must fail before it adds a key that no other instance can decrypt.
    stored.forEach((row) => this.parts.vault.open(row));
    this.#announce(await this.parts.rotation.start());
    await this.#load();
    const interval = (this.parts.leadSeconds * 1_000) / READINGS_PER_LEAD;
    this.#timer = setInterval(() => void this.refresh(), interval).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reading;
  }

  /** Reads the keys again, and publishes the next key if it is due. Never rejects: after a failure the known keys stay in use. */
  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(): Promise<void> {
    try {
      this.#announce(await this.parts.rotation.ifDue());
      await this.#load();
      this.#isOutage = false;
    } catch (error) {
      if (!this.#isOutage) {
        this.#isOutage = true;
        this.#logger.warn(`The signing keys could not be read again, the known ones stay in use: ${reasonOf(error)}`);
      }
    }
  }

  async #load(): Promise<void> {
    const stored = await this.parts.store.list();
    this.#known = this.#opened(stored);
    // A key that only a previous secret decrypts would be lost with that secret. Instances that still use the previous secret may add
    // such keys at any time, so every read looks for them.
    for (const row of stored) {
      const resealed = this.parts.vault.reseal(row);
      if (resealed) {
        await this.parts.store.reseal(row, resealed);
      }
    }
  }

  #opened(stored: readonly StoredKey[]): KnownKey[] {
    const known = new Map(this.#known.map(({ kid, key }) => [kid, key]));
    return stored.flatMap((row) => {
      try {
        const { kid, activeFrom, expiresAt } = row;
        return [{ kid, activeFrom, expiresAt, key: known.get(kid) ?? this.parts.vault.open(row) }];
      } catch (error) {
        this.#logger.error(reasonOf(error));
        return [];
      }
    });
  }

  #isHonoured({ expiresAt }: KnownKey): boolean {
    return expiresAt === null || expiresAt > this.parts.clock.now();
  }

  #announce(published: StoredKey | undefined): void {
    if (!published) {
      return;
    }
    const { kid, algorithm, activeFrom } = published;
    this.#logger.log(
      `The signing key ${kid} (${algorithm}) is published; it signs from ${new Date(activeFrom).toISOString()}`,
    );
    this.parts.events.publish(publicationOf(published, BY_SERVICE));
  }
}

function reasonOf(error: unknown): string {
  return isNativeError(error) ? error.message : String(error);
}
