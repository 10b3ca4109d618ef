import type { HeldConnection } from './connection.js';
import { isNativeSocket, NativeConnection } from './native.connection.js';
import { isSocketIoSocket, SocketIoConnection } from './socket-io.connection.js';

/** @throws Error for a socket of another kind, which Portcullis could not close */
export function socketConnection(socket: object): HeldConnection {
  if (isSocketIoSocket(socket)) {
    return new SocketIoConnection(socket);
  }
  if (isNativeSocket(socket)) {
    return new NativeConnection(socket);
  }
  throw new Error("Portcullis supports the sockets of Nest's IoAdapter and WsAdapter; this socket is of neither.");
}
