import type { IncomingMessage } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { AuthError, InactiveUserError, NotAuthenticatedError } from '../../errors/auth.error.js';
import { Refusals } from '../../errors/refusals.js';
import type { HeldConnection } from '../../transport/connection/connection.js';
import { connectionOver } from '../../transport/connection/connection-over.js';
import { Handshakes } from '../../transport/ws/handshakes.js';
import type { Caller } from '../../user/caller.js';
import { JwtStrategy } from '../jwt/jwt.strategy.js';
import { SocketWatch } from './socket-watch.js';

/** Whose socket is it? Asked once, when it connects; each of its messages is guarded besides. */
@Injectable()
export class SocketAuthentication {
  readonly #logger = new Logger(SocketAuthentication.name);
  readonly #admitted = new WeakSet<object>();

  constructor(
    private readonly strategy: JwtStrategy,
    private readonly handshakes: Handshakes,
    private readonly watch: SocketWatch,
    private readonly refusals: Refusals,
  ) {}

  /**
   * Whether the socket showed a good token of an active user. One that did not is told why, and closed; until that is known
   * it hears nothing, and nothing of what it says is handled. Never rejects: nobody waits for what `handleConnection` returns.
   *
   * @param isOptional whether a socket without a token may stay
   */
  async admit(
    socket: object,
    request: Pick<IncomingMessage, 'headers' | 'rawHeaders'> | undefined,
    isOptional: boolean,
  ): Promise<boolean> {
    try {
      const connection = connectionOver(socket);
      this.handshakes.remember(socket, request);
      // Not before it is held: some are refused at once.
      const admitted = Promise.resolve().then(() => this.#authenticate(connection, isOptional));
      connection.hold(admitted);
      return await admitted;
    } catch (error) {
      this.#logger.error(error);
      closeAnyhow(socket);
      return false;
    }
  }

  hasAdmitted(socket: object): boolean {
    return this.#admitted.has(socket);
  }

  async #authenticate(connection: HeldConnection, isOptional: boolean): Promise<boolean> {
    const socket: Caller & object = connection.socket;
    try {
      const { user, authInfo } = await this.strategy.identify(this.handshakes.bearerOf(socket));
      if (!Object.is(user.isActive, true)) {
        throw new InactiveUserError();
      }
      Object.assign(socket, { user, authInfo });
      this.watch.watch(connection, authInfo);
    } catch (error) {
      if (!isOptional || !(error instanceof NotAuthenticatedError)) {
        this.#refuse(connection, error);
        return false;
      }
      socket.user = null;
    }
    if (connection.isOpen) {
      this.#admitted.add(socket);
    }
    return connection.isOpen;
  }

  #refuse(connection: HeldConnection, error: unknown): void {
    if (!(error instanceof AuthError)) {
      this.#logger.error(error);
    }
    connection.refuse(this.refusals.problemOf(error));
  }
}

/** Of a kind that nobody here knows; it must not stay all the same. */
function closeAnyhow(socket: object): void {
  const close: unknown = ['disconnect', 'terminate', 'close', 'end']
    .map((name) => Reflect.get(socket, name) as unknown)
    .find((method) => typeof method === 'function');
  if (typeof close === 'function') {
    Reflect.apply(close as () => unknown, socket, []);
  }
}
