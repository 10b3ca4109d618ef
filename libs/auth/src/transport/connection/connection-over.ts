import type { HeldConnection } from './connection.js';
import { isNativeSocket, NativeConnection } from './native.connection.js';
import { isSocketIoSocket, SocketIoConnection } from './socket-io.connection.js';

/** @throws Error for a socket of another kind, which nobody here could close */
export function connectionOver(socket: object): HeldConnection {
  if (isSocketIoSocket(socket)) {
    return new SocketIoConnection(socket);
  }
  if (isNativeSocket(socket)) {
    return new NativeConnection(socket);
  }
  throw new Error("Portcullis knows the sockets of Nest's IoAdapter and WsAdapter, and this is neither.");
}
