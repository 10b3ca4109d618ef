import type { ProblemException } from '../../errors/problem.exception.js';
import type { CloseListener, HeldConnection } from './connection.js';

/** The used members of a server-side socket of Socket.IO. */
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
  once(event: 'disconnect', listener: CloseListener): unknown;
}

export function isSocketIoSocket(socket: object): socket is SocketIoSocket {
  const handshake: unknown = Reflect.get(socket, 'handshake');
  return typeof handshake === 'object' && handshake !== null && typeof Reflect.get(socket, 'disconnect') === 'function';
}

/** A socket of Nest's `IoAdapter`. */
export class SocketIoConnection implements HeldConnection {
  readonly hasBegun = true;

  constructor(readonly socket: SocketIoSocket) {}

  get isOpen(): boolean {
    return this.socket.connected;
  }

  onClose(listener: CloseListener): void {
    this.socket.once('disconnect', listener);
  }

  hold(admitted: Promise<boolean>): void {
    void this.#leaveRoomsUntil(admitted);
    this.socket.use((_event, next) => void this.#passWhenAdmitted(admitted, next));
  }

  refuse(problem: ProblemException): void {
    // With connection state recovery, Socket.IO sends messages to a socket through its room.
    void this.socket.join(this.socket.id);
    this.socket.emit('exception', problem.getResponse());
    this.socket.disconnect(true);
  }

  /** A socket outside all rooms, even its own, gets no message, as broadcasts go to the sockets in rooms. */
  async #leaveRoomsUntil(admitted: Promise<boolean>): Promise<void> {
    const rooms = [...this.socket.rooms];
    void this.socket.leaveAll();
    if (await admitted) {
      void this.socket.join(rooms);
    }
  }

  async #passWhenAdmitted(admitted: Promise<boolean>, next: () => void): Promise<void> {
    if (await admitted) {
      next();
    }
  }
}
