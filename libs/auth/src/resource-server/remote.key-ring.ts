import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { AUTH_OPTIONS } from '../auth.options.js';
import { Clock } from '../clock/clock.js';
import { ServiceUnavailableError } from '../errors/retryable.errors.js';
import { KeyRing } from '../token/key-ring.js';
import type { SigningKey, VerificationKey } from '../token/signing-key.js';
import type { KeySet } from './key-set.js';
import { KeySetSource } from './key-set.source.js';
import {
  DEFAULT_KEYS_OUTLIVE_ISSUER,
  DEFAULT_REFRESH_COOLDOWN,
  type ResourceServerOptions,
} from './resource-server.options.js';

/** Limits the `max-age` of the issuer: it can neither cause constant requests, nor keep a withdrawn key valid for long. */
const MIN_REFRESH_SECONDS = 60;
const MAX_REFRESH_SECONDS = 3600;
const DEFAULT_REFRESH_SECONDS = 300;

/** The last valid keys, and when they were read. */
interface Known {
  readonly keys: KeySet;
  readonly at: number;
}

/**
 * The published keys of another issuer. Known keys are found in memory. All keys are read again when they expire, and for an unknown
 * `kid` at most once in `refreshCooldown`, so forged tokens can't cause more requests.
 */
@Injectable()
export class RemoteKeyRing extends KeyRing implements OnApplicationShutdown {
  readonly #logger = new Logger(RemoteKeyRing.name);
  readonly #stop = new AbortController();
  readonly #outliveMilliseconds: number;
  readonly #cooldownMilliseconds: number;
  #known: Known | null = null;
  #refreshing: Promise<void> | null = null;
  #lastTriedAt = -Infinity;
  #hasFailed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(AUTH_OPTIONS) options: ResourceServerOptions,
    private readonly source: KeySetSource,
    private readonly clock: Clock,
  ) {
    super();
    this.#outliveMilliseconds = (options.keysOutliveIssuer ?? DEFAULT_KEYS_OUTLIVE_ISSUER) * 1000;
    this.#cooldownMilliseconds = (options.refreshCooldown ?? DEFAULT_REFRESH_COOLDOWN) * 1000;
  }

  /** @throws Error always: only the issuer has signing keys */
  override get current(): SigningKey {
    throw new Error('A resource server signs no tokens; its issuer does.');
  }

  /** @throws ServiceUnavailableError if there are no valid keys, or the key is unknown and the issuer unreachable */
  override find(keyId: string): VerificationKey | Promise<VerificationKey | undefined> {
    return this.#validKeys()?.get(keyId) ?? this.#refreshAndFind(keyId);
  }

  onApplicationShutdown(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  async #refreshAndFind(keyId: string): Promise<VerificationKey | undefined> {
    await this.#refreshUnlessJustTried();
    const keys = this.#validKeys();
    const key = keys?.get(keyId);
    // While the issuer is unreachable, it is not known whether an unknown key is valid.
    if (!key && (!keys || this.#hasFailed)) {
      throw new ServiceUnavailableError({ retryAfterSeconds: this.#cooldownLeft() / 1000 });
    }
    return key;
  }

  #validKeys(): KeySet | null {
    return this.#known && this.clock.now() - this.#known.at <= this.#outliveMilliseconds ? this.#known.keys : null;
  }

  /** In milliseconds. It ends if the clock is set back, instead of becoming longer. */
  #cooldownLeft(): number {
    const since = this.clock.now() - this.#lastTriedAt;
    return since >= 0 ? Math.max(0, this.#cooldownMilliseconds - since) : 0;
  }

  async #refreshUnlessJustTried(): Promise<void> {
    if (this.#refreshing || this.#cooldownLeft() === 0) {
      await this.#refresh();
    }
  }

  /** Never rejects. Concurrent calls share one request. */
  #refresh(): Promise<void> {
    return (this.#refreshing ??= this.#read().finally(() => (this.#refreshing = null)));
  }

  async #read(): Promise<void> {
    const at = this.clock.now();
    this.#lastTriedAt = at;
    try {
      const { keys, maxAge } = await this.source.read(this.#stop.signal);
      this.#known = { keys, at };
      this.#hasFailed = false;
      this.#refreshIn(maxAge ?? DEFAULT_REFRESH_SECONDS);
    } catch (error) {
      this.#hasFailed = true;
      this.#refreshIn(MIN_REFRESH_SECONDS);
      this.#warn(error);
    }
  }

  #refreshIn(seconds: number): void {
    clearTimeout(this.#timer);
    if (!this.#stop.signal.aborted) {
      const bounded = Math.min(MAX_REFRESH_SECONDS, Math.max(MIN_REFRESH_SECONDS, seconds));
      this.#timer = setTimeout(() => void this.#refresh(), bounded * 1000).unref();
    }
  }

  #warn(error: unknown): void {
    if (!this.#stop.signal.aborted) {
      const { message, cause } = error instanceof Error ? error : new Error(String(error));
      const reason = cause instanceof Error ? `${message} (${cause.message})` : message;
      this.#logger.warn(`The issuer's keys could not be read: ${reason}`);
    }
  }
}
