import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { MalformedAuthorizationError } from '../../errors/auth.error.js';
import { bearerFrom } from '../bearer-from.js';
import { isSocketIoSocket } from '../connection/socket-io.connection.js';
import type { CredentialBearer } from '../transport.js';

/** What a socket showed when it was opened. */
interface Handshake {
  readonly authorization: string | undefined;
  readonly rawHeaders: readonly string[];
  /** The bare token that a client of Socket.IO gave as `auth: { token }`; a browser can set no header. */
  readonly token: unknown;
}

/** The handshakes of the sockets that are open, where alone a token is looked for: never in a URL, never in a message. */
@Injectable()
export class Handshakes {
  readonly #bySocket = new WeakMap<object, Handshake>();

  /** @param request the request that was upgraded, which Nest's `WsAdapter` gives to `handleConnection` */
  remember(socket: object, request: Pick<IncomingMessage, 'headers' | 'rawHeaders'> | undefined): void {
    this.#bySocket.set(
      socket,
      isSocketIoSocket(socket)
        ? {
            authorization: socket.handshake.headers.authorization,
            rawHeaders: socket.request?.rawHeaders ?? [],
            token: tokenIn(socket.handshake.auth),
          }
        : {
            authorization: request?.headers.authorization,
            rawHeaders: request?.rawHeaders ?? [],
            token: undefined,
          },
    );
  }

  /**
   * @throws MalformedAuthorizationError where two tokens were shown
   * @throws Error where the socket was not seen when it connected
   */
  bearerOf(socket: object): CredentialBearer {
    const handshake = this.#bySocket.get(socket);
    if (!handshake) {
      throw new Error('A message is guarded whose socket was not: put @AuthenticatedGateway() on its gateway.');
    }
    const { authorization, rawHeaders, token } = handshake;
    if (token === undefined || token === null) {
      return { headers: { authorization }, rawHeaders };
    }
    if (authorization !== undefined) {
      throw new MalformedAuthorizationError('A token in the handshake, and an Authorization header');
    }
    if (typeof token !== 'string') {
      throw new MalformedAuthorizationError('Malformed token in the handshake');
    }
    return bearerFrom(`Bearer ${token}`);
  }
}

function tokenIn(auth: unknown): unknown {
  return typeof auth === 'object' && auth !== null && Object.hasOwn(auth, 'token')
    ? Reflect.get(auth, 'token')
    : undefined;
}
