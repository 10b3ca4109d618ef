import type { ProblemException } from '../../errors/problem.exception.js';
import { isRefusal } from '../ws/refusal-documents.js';
import { closeCodeOf } from './close-code.js';
import type { CloseListener, HeldConnection } from './connection.js';

const OPEN = 1;

/** The used members of a server-side socket of the package `ws`. */
export interface NativeSocket {
  readonly readyState: number;
  send(data: unknown, ...others: readonly unknown[]): void;
  close(code: number, reason: string): void;
  pause(): void;
  resume(): void;
  once(event: 'close', listener: CloseListener): unknown;
  on(event: 'exception', listener: (data: unknown) => void): unknown;
  removeAllListeners(event: 'message'): unknown;
}

export function isNativeSocket(socket: object): socket is NativeSocket {
  return ['send', 'close', 'pause', 'resume'].every((name) => typeof Reflect.get(socket, name) === 'function');
}

/** A socket of Nest's `WsAdapter`. */
export class NativeConnection implements HeldConnection {
  readonly hasBegun = true;

  constructor(readonly socket: NativeSocket) {}

  get isOpen(): boolean {
    return this.socket.readyState === OPEN;
  }

  onClose(listener: CloseListener): void {
    this.socket.once('close', listener);
  }

  hold(admitted: Promise<boolean>): void {
    this.socket.pause();
    // The socket is already among the server's `clients`, so a broadcast would reach it.
    this.socket.send = sendNothing;
    // Nest 11 emits a refusal as an event on the socket, as for Socket.IO: it would not reach the client.
    this.socket.on('exception', (data) => {
      if (isRefusal(data)) {
        this.#tell(data);
      }
    });
    void this.#releaseWhenAdmitted(admitted);
  }

  refuse(problem: ProblemException): void {
    // Messages that the client has sent meanwhile must not reach the handlers.
    this.socket.removeAllListeners('message');
    this.#release();
    this.#tell(problem.getResponse());
    this.socket.close(closeCodeOf(problem.getStatus()), problem.getResponse().code);
  }

  #tell(data: unknown): void {
    if (this.isOpen) {
      this.socket.send(JSON.stringify({ event: 'exception', data }));
    }
  }

  async #releaseWhenAdmitted(admitted: Promise<boolean>): Promise<void> {
    if (await admitted) {
      this.#release();
    }
  }

  #release(): void {
    Reflect.deleteProperty(this.socket, 'send');
    this.socket.resume();
  }
}

/** Calls the callback of the sender, which may wait for it. */
function sendNothing(_data: unknown, ...others: readonly unknown[]): void {
  const sent = others.at(-1);
  if (typeof sent === 'function') {
    sent();
  }
}
