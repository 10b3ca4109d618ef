import type { ProblemException } from '../../errors/problem.exception.js';
import type { HeldConnection } from './connection.js';

/** As much of a server-side socket of Socket.IO as is used. */
export interface SocketIoSocket {
  readonly id: string;
  readonly connected: boolean;
  readonly rooms: ReadonlySet<string>;
  readonly handshake: { readonly auth: unknown; readonly headers: { readonly authorization?: string } };
  readonly request?: { readonly rawHeaders?: readonly string[] };
  use(middleware: (event: unknown, next: () => void) => void): unknown;
  join(rooms: string | string[]): Promise<void> | void;
  leaveAll(): Promise<void> | void;
  emit(event: string, data: unknown): unknown;
  disconnect(close: boolean): unknown;
  once(event: 'disconnect', listener: () => void): unknown;
}

export function isSocketIoSocket(socket: object): socket is SocketIoSocket {
  const handshake: unknown = Reflect.get(socket, 'handshake');
  return typeof handshake === 'object' && handshake !== null && typeof Reflect.get(socket, 'disconnect') === 'function';
}

/** A socket of Nest's `IoAdapter`. */
export class SocketIoConnection implements HeldConnection {
  constructor(readonly socket: SocketIoSocket) {}

  get isOpen(): boolean {
    return this.socket.connected;
  }

  onClose(listener: () => void): void {
    this.socket.once('disconnect', listener);
  }

  hold(admitted: Promise<boolean>): void {
    void this.#waitOutside(admitted);
    this.socket.use((_event, next) => void this.#passOnce(admitted, next));
  }

  refuse(problem: ProblemException): void {
    // With Socket.IO's recovery of connections, a socket's own messages go by way of its room.
    void this.socket.join(this.socket.id);
    this.socket.emit('exception', problem.getResponse());
    this.socket.disconnect(true);
  }

  /** A socket in no room, not even its own, gets nothing: what is sent to a whole namespace goes to those in its rooms. */
  async #waitOutside(admitted: Promise<boolean>): Promise<void> {
    const rooms = [...this.socket.rooms];
    void this.socket.leaveAll();
    if (await admitted) {
      void this.socket.join(rooms);
    }
  }

  async #passOnce(admitted: Promise<boolean>, next: () => void): Promise<void> {
    if (await admitted) {
      next();
    }
  }
}
