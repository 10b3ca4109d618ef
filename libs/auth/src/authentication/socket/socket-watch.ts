import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { AUTH_OPTIONS, type CommonOptions } from '../../auth.options.js';
import { Clock, epochSeconds } from '../../clock/clock.js';
import { AuthError } from '../../errors/auth.error.js';
import { InactiveUserError, InvalidTokenError } from '../../errors/credential.errors.js';
import { RetryableError } from '../../errors/retryable.errors.js';
import { Refusals } from '../../transport/refusals.js';
import type { CloseListener, Connection } from '../../transport/connection/connection.js';
import type { Principal } from '../../user/principal.js';
import { CredentialSchemes } from '../scheme/credential-schemes.js';
import { OpenConnections } from './open-connections.js';

const DEFAULT_CHECK_SECONDS = 10;

/** How many users are read at once, so that requests get their turn if the store can't batch. */
const BATCH_SIZE = 500;

/** After this time without a response the store is read again. */
const RETRY_MILLISECONDS = 30_000;

interface Watched {
  readonly connection: Connection;
  readonly principal: Principal;
}

/**
 * Closes a connection that stays open (a socket, a streaming call, a response of HTTP) at most `socketCheckSeconds` and one look-up
 * after its token has expired, its session has ended, or its user was deactivated or deleted. The credential scheme verifies the caller
 * again. If the store is out of reach, connections are closed only when they expire.
 */
@Injectable()
export class SocketWatch implements OnApplicationShutdown {
  readonly #logger = new Logger(SocketWatch.name);
  readonly #watched = new OpenConnections<Watched>();
  readonly #forget: CloseListener;
  readonly #milliseconds: number;
  #timer: NodeJS.Timeout | undefined;
  #retriesAt = 0;

  constructor(
    @Inject(AUTH_OPTIONS) { socketCheckSeconds = DEFAULT_CHECK_SECONDS }: CommonOptions,
    private readonly schemes: CredentialSchemes,
    private readonly clock: Clock,
    private readonly refusals: Refusals,
  ) {
    this.#milliseconds = socketCheckSeconds * 1000;
    const watched = this.#watched;
    this.#forget = function forget(): void {
      watched.remove(this);
    };
  }

  /** How many connections are open and watched. */
  get size(): number {
    return this.#watched.size;
  }

  /** @param principal of the credential of this connection, which never changes */
  watch(connection: Connection, principal: Principal): void {
    const { socket } = connection;
    if (!connection.isOpen || this.#watched.has(socket)) {
      return;
    }
    this.#watched.add({ connection, principal });
    connection.onClose(this.#forget);
    // A check that finds nothing open stops the timer; a close does not, since most responses close at once.
    this.#timer ??= setInterval(() => void this.#check(), this.#milliseconds).unref();
  }

  onApplicationShutdown(): void {
    this.#watched.clear();
    this.#stop();
  }

  async #check(): Promise<void> {
    this.#forgetClosed();
    // Needs no store, so that a slow store does not delay it.
    for (const watched of this.#begun()) {
      if (hasExpired(watched.principal, epochSeconds(this.clock))) {
        this.#close(watched, new InvalidTokenError('expired while the connection was open'));
      }
    }
    if (performance.now() < this.#retriesAt) {
      return;
    }
    this.#retriesAt = performance.now() + RETRY_MILLISECONDS;
    const all = this.#begun();
    for (let first = 0; first < all.length; first += BATCH_SIZE) {
      await Promise.all(all.slice(first, first + BATCH_SIZE).map((watched) => this.#ask(watched)));
    }
    this.#retriesAt = 0;
  }

  async #ask(watched: Watched): Promise<void> {
    try {
      const { isActive } = await this.schemes.revalidate(watched.principal);
      if (!Object.is(isActive, true)) {
        this.#close(watched, new InactiveUserError());
      }
    } catch (error) {
      if (!(error instanceof AuthError)) {
        this.#logger.error(error);
      } else if (!(error instanceof RetryableError)) {
        this.#close(watched, error);
      }
    }
  }

  #close({ connection }: Watched, error: AuthError): void {
    this.#watched.remove(connection.socket);
    if (connection.isOpen) {
      connection.refuse(this.refusals.problemOf(error));
    }
  }

  #begun(): Watched[] {
    return this.#watched.list().filter(({ connection }) => connection.hasBegun);
  }

  /** Some never say that they have closed: a call of gRPC in which the client has not ended its side. */
  #forgetClosed(): void {
    for (const { connection } of this.#watched.list()) {
      if (!connection.isOpen) {
        this.#watched.remove(connection.socket);
      }
    }
    if (this.#watched.size === 0) {
      this.#stop();
    }
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** RFC 7519, section 4.1.4. A credential without the claim is for its scheme to end. */
function hasExpired({ claims }: Principal, now: number): boolean {
  const { exp } = claims;
  return typeof exp === 'number' && exp <= now;
}
