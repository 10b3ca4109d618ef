import type { IncomingMessage } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { AuthError } from '../../errors/auth.error.js';
import { InactiveUserError, NotAuthenticatedError } from '../../errors/credential.errors.js';
import { Refusals } from '../../transport/refusals.js';
import type { HeldConnection } from '../../transport/connection/connection.js';
import { socketConnection } from '../../transport/connection/socket-connection.js';
import { Handshakes } from '../../transport/ws/handshakes.js';
import { type Caller, setPrincipal } from '../../transport/caller.js';
import { CredentialSchemes } from '../scheme/credential-schemes.js';
import { SocketWatch } from './socket-watch.js';

/** Authenticates a socket once, when it connects. Guards protect each of its messages as well. */
@Injectable()
export class SocketAuthentication {
  readonly #logger = new Logger(SocketAuthentication.name);
  readonly #admitted = new WeakSet<object>();

  constructor(
    private readonly schemes: CredentialSchemes,
    private readonly handshakes: Handshakes,
    private readonly watch: SocketWatch,
    private readonly refusals: Refusals,
  ) {}

  /**
   * Returns whether the socket has a valid credential of an active user. Any other socket is told why and closed. Until then nothing is
   * sent to it, and none of its messages is handled. Never rejects: Nest does not await `handleConnection`.
   *
   * @param isOptional whether a socket without a credential may stay
   */
  async admit(
    socket: object,
    request: Pick<IncomingMessage, 'headers' | 'rawHeaders'> | undefined,
    isOptional: boolean,
  ): Promise<boolean> {
    try {
      const connection = socketConnection(socket);
      this.handshakes.remember(socket, request);
      // Only once it is held, since it may be refused immediately.
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
      const principal = await this.schemes.authenticate(this.handshakes.bearerOf(socket));
      if (!Object.is(principal.user.isActive, true)) {
        throw new InactiveUserError();
      }
      setPrincipal(socket, principal);
      this.watch.watch(connection, principal);
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

/** Closes a socket of an unknown kind: it must not stay open. */
function closeAnyhow(socket: object): void {
  const close: unknown = ['disconnect', 'terminate', 'close', 'end']
    .map((name) => Reflect.get(socket, name) as unknown)
    .find((method) => typeof method === 'function');
  if (typeof close === 'function') {
    Reflect.apply(close as () => unknown, socket, []);
  }
}
