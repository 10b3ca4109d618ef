import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { MalformedAuthorizationError } from '../../errors/credential.errors.js';
import { bearerFrom } from '../bearer-from.js';
import { isSocketIoSocket } from '../connection/socket-io.connection.js';
import type { CredentialBearer } from '../transport.js';
import { scriptHeaders } from './script-headers.js';

/** What a client sent when it opened the socket. */
interface Handshake extends Pick<CredentialBearer, 'headers' | 'rawHeaders'> {
  /** The `auth` of a Socket.IO client: a browser can't set headers. */
  readonly auth: unknown;
}

/** The handshakes of the open sockets. Credentials are read only from them, never from a URL or a message. */
@Injectable()
export class Handshakes {
  readonly #bySocket = new WeakMap<object, Handshake>();

  /** @param request the upgraded request, which Nest's `WsAdapter` passes to `handleConnection` */
  remember(socket: object, request: Pick<IncomingMessage, 'headers' | 'rawHeaders'> | undefined): void {
    this.#bySocket.set(
      socket,
      isSocketIoSocket(socket)
        ? {
            headers: { ...scriptHeaders(socket.handshake.auth), ...socket.handshake.headers },
            rawHeaders: socket.request?.rawHeaders ?? [],
            auth: socket.handshake.auth,
          }
        : { headers: request?.headers ?? {}, rawHeaders: request?.rawHeaders ?? [], auth: undefined },
    );
  }

  /**
   * Returns the headers of the handshake, with the members of Socket.IO's `auth`: `token` as `Authorization: Bearer`, and those whose
   * names begin with `x-`, unless the handshake has the header.
   *
   * @throws MalformedAuthorizationError if the handshake has two tokens
   * @throws Error if the socket was not remembered when it connected
   */
  bearerOf(socket: object): CredentialBearer {
    const handshake = this.#bySocket.get(socket);
    if (!handshake) {
      throw new Error('A gateway guards its messages but not its sockets: put @AuthenticatedGateway() on it.');
    }
    const { headers, rawHeaders, auth } = handshake;
    const token = tokenIn(auth);
    if (token === undefined || token === null) {
      return { headers, rawHeaders };
    }
    if (headers.authorization !== undefined) {
      throw new MalformedAuthorizationError('A token in the handshake, and an Authorization header');
    }
    if (typeof token !== 'string') {
      throw new MalformedAuthorizationError('Malformed token in the handshake');
    }
    return bearerFrom(`Bearer ${token}`, headers);
  }
}

function tokenIn(auth: unknown): unknown {
  return typeof auth === 'object' && auth !== null && Object.hasOwn(auth, 'token')
    ? Reflect.get(auth, 'token')
    : undefined;
}
