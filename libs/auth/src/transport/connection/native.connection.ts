import type { ProblemException } from '../../errors/problem.exception.js';
import { isRefusal } from '../ws/refusal-documents.js';
import { closeCodeOf } from './close-code.js';
import type { HeldConnection } from './connection.js';

const OPEN = 1;

/** As much of a server-side socket of the package `ws` as is used. */
export interface NativeSocket {
  readonly readyState: number;
  send(data: unknown, ...others: readonly unknown[]): void;
  close(code: number, reason: string): void;
  pause(): void;
  resume(): void;
  once(event: 'close', listener: () => void): unknown;
  on(event: 'exception', listener: (data: unknown) => void): unknown;
  removeAllListeners(event: 'message'): unknown;
}

export function isNativeSocket(socket: object): socket is NativeSocket {
  return ['send', 'close', 'pause', 'resume'].every((name) => typeof Reflect.get(socket, name) === 'function');
}

/** A socket of Nest's `WsAdapter`. */
export class NativeConnection implements HeldConnection {
  constructor(readonly socket: NativeSocket) {}

  get isOpen(): boolean {
    return this.socket.readyState === OPEN;
  }

  onClose(listener: () => void): void {
    this.socket.once('close', listener);
  }

  hold(admitted: Promise<boolean>): void {
    this.socket.pause();
    // It is among the server's `clients` already, and whoever sends to all of them does not ask who they are.
    this.socket.send = sendNothing;
    // Nest 11 emits a refusal on the socket itself, as Socket.IO would have it, where the client does not hear it.
    this.socket.on('exception', (data) => {
      if (isRefusal(data)) {
        this.#tell(data);
      }
    });
    void this.#releaseOnce(admitted);
  }

  refuse(problem: ProblemException): void {
    // What has been sent in the meantime would still be read, and handled.
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

  async #releaseOnce(admitted: Promise<boolean>): Promise<void> {
    if (await admitted) {
      this.#release();
    }
  }

  #release(): void {
    Reflect.deleteProperty(this.socket, 'send');
    this.socket.resume();
  }
}

/** Whoever sends may wait for its having been sent. */
function sendNothing(_data: unknown, ...others: readonly unknown[]): void {
  const sent = others.at(-1);
  if (typeof sent === 'function') {
    sent();
  }
}
