import { isNativeError } from 'node:util/types';
import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type Clock, type EventPublisher, KeyRing, type PublicJwk, type SigningKey } from '@portcullis/auth';
import type { SigningKeyPublished } from './key-event.js';
import type { KeyRotation } from './key-rotation.js';
import type { KeyStore } from './key-store.js';
import type { KeyVault, PairedKey } from './key-vault.js';
import type { StoredKey } from './stored-key.js';

interface KnownKey extends Pick<StoredKey, 'kid' | 'activeFrom' | 'expiresAt'> {
  readonly key: PairedKey;
}

/** Of the lead time, so that many readings may fail before a key comes into use unknown. */
const READINGS_PER_LEAD = 10;

export interface DatabaseKeyRingParts {
  readonly store: KeyStore;
  readonly vault: KeyVault;
  readonly rotation: KeyRotation;
  readonly leadSeconds: number;
  readonly clock: Clock;
  readonly events: EventPublisher;
}

/**
 * Keys that all instances share, in PostgreSQL. They are read at the start and then at intervals, never for a request: a
 * token is signed and checked by what is in memory, and a database that is away takes nothing from that.
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
      throw new Error('There is no signing key before the application has been initialised.');
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

  /** @throws Error where a key does not open with the secret, or the database is out of reach */
  async onModuleInit(): Promise<void> {
    const stored = await this.parts.store.list();
    // Whoever has another secret is to learn of it before they add a key that nobody else can open.
    stored.forEach((row) => this.parts.vault.open(row));
    this.#tell(await this.parts.rotation.start());
    this.#known = this.#opened(await this.parts.store.list());
    const interval = (this.parts.leadSeconds * 1_000) / READINGS_PER_LEAD;
    this.#timer = setInterval(() => void this.refresh(), interval).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reading;
  }

  /** Reads the keys anew, and publishes the next where it is due. Never fails: what was known is still good. */
  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(): Promise<void> {
    try {
      this.#tell(await this.parts.rotation.ifDue());
      this.#known = this.#opened(await this.parts.store.list());
      this.#isOutage = false;
    } catch (error) {
      if (!this.#isOutage) {
        this.#isOutage = true;
        this.#logger.warn(`The signing keys could not be read again; those known are used on. ${reasonOf(error)}`);
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

  #tell(published: StoredKey | undefined): void {
    if (!published) {
      return;
    }
    const { kid, algorithm, activeFrom } = published;
    this.#logger.log(
      `The signing key ${kid} (${algorithm}) is published; it signs from ${new Date(activeFrom).toISOString()}`,
    );
    const event: SigningKeyPublished = {
      type: 'signing_key_published',
      at: this.parts.clock.now(),
      keyId: kid,
      algorithm,
      activeFrom,
    };
    try {
      this.parts.events.publish(event);
    } catch (error) {
      this.#logger.error(error);
    }
  }
}

function reasonOf(error: unknown): string {
  return isNativeError(error) ? error.message : String(error);
}
