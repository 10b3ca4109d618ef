import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { AUTH_OPTIONS, type GuardOptions } from '../../auth.options.js';
import { Clock, epochSeconds } from '../../clock/clock.js';
import {
  type AuthError,
  InactiveUserError,
  InvalidTokenError,
  ServiceUnavailableError,
} from '../../errors/auth.error.js';
import { Refusals } from '../../errors/refusals.js';
import type { AccessTokenClaims } from '../../token/access-token.claims.js';
import type { Connection } from '../../transport/connection/connection.js';
import type { AuthInfo } from '../../user/caller.js';
import { JwtStrategy } from '../jwt/jwt.strategy.js';

const DEFAULT_CHECK_SECONDS = 10;

/** A store that can't batch is not asked for more people than this at once, so that requests get their turn. */
const ASKED_AT_ONCE = 500;

/** A store that has not answered by then is asked again: the answer may have been lost on the way. */
const PATIENCE_MILLISECONDS = 30_000;

interface Watched {
  readonly connection: Connection;
  readonly claims: AccessTokenClaims;
}

/**
 * Closes the connections of those who may not come back: whose token has expired, or whose user is deactivated or gone, at
 * most `socketCheckSeconds` and one look-up ago. Asks what every request asks; a store that can't be reached decides nothing.
 */
@Injectable()
export class SocketWatch implements OnApplicationShutdown {
  readonly #logger = new Logger(SocketWatch.name);
  readonly #watched = new Map<object, Watched>();
  readonly #milliseconds: number;
  #timer: NodeJS.Timeout | undefined;
  #asksAgainAt = 0;

  constructor(
    @Inject(AUTH_OPTIONS) { socketCheckSeconds = DEFAULT_CHECK_SECONDS }: GuardOptions,
    private readonly strategy: JwtStrategy,
    private readonly clock: Clock,
    private readonly refusals: Refusals,
  ) {
    this.#milliseconds = socketCheckSeconds * 1000;
  }

  /** How many connections are open and watched. */
  get size(): number {
    return this.#watched.size;
  }

  /** @param authInfo of the token that was shown for this connection; another one is never shown for it */
  watch(connection: Connection, { claims }: AuthInfo): void {
    const { socket } = connection;
    if (!connection.isOpen || this.#watched.has(socket)) {
      return;
    }
    this.#watched.set(socket, { connection, claims: claims as AccessTokenClaims });
    connection.onClose(() => this.#forget(socket));
    this.#timer ??= setInterval(() => void this.#check(), this.#milliseconds).unref();
  }

  onApplicationShutdown(): void {
    this.#watched.clear();
    this.#stop();
  }

  async #check(): Promise<void> {
    // Needs nobody, so a slow store does not delay it.
    for (const watched of this.#watched.values()) {
      if (watched.claims.exp <= epochSeconds(this.clock)) {
        this.#close(watched, new InvalidTokenError('expired while the connection was open'));
      }
    }
    if (performance.now() < this.#asksAgainAt) {
      return;
    }
    this.#asksAgainAt = performance.now() + PATIENCE_MILLISECONDS;
    const all = [...this.#watched.values()];
    for (let first = 0; first < all.length; first += ASKED_AT_ONCE) {
      await Promise.all(all.slice(first, first + ASKED_AT_ONCE).map((watched) => this.#ask(watched)));
    }
    this.#asksAgainAt = 0;
  }

  async #ask(watched: Watched): Promise<void> {
    try {
      const { isActive } = await this.strategy.validate(watched.claims);
      if (!Object.is(isActive, true)) {
        this.#close(watched, new InactiveUserError());
      }
    } catch (error) {
      if (error instanceof InvalidTokenError || error instanceof InactiveUserError) {
        this.#close(watched, error);
      } else if (!(error instanceof ServiceUnavailableError)) {
        this.#logger.error(error);
      }
    }
  }

  #close({ connection }: Watched, error: AuthError): void {
    this.#forget(connection.socket);
    if (connection.isOpen) {
      connection.refuse(this.refusals.problemOf(error));
    }
  }

  #forget(socket: object): void {
    this.#watched.delete(socket);
    if (this.#watched.size === 0) {
      this.#stop();
    }
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
