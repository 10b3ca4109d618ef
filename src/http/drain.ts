import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import { Server, type Socket } from 'node:net';
import { setImmediate as afterPolling, setTimeout as pause } from 'node:timers/promises';

export interface DrainTimes {
  /** A connection that has brought no request for so long is taken for idle. In milliseconds. */
  readonly graceMs: number;
  /** Longer than an answer takes, and within the deadline of the whole stop: what is not whole then never will be. In milliseconds. */
  readonly patienceMs: number;
}

const TIMES: DrainTimes = { graceMs: 1_000, patienceMs: 7_000 };

/** How long a turn of the event loop takes in which next to nothing happens. In milliseconds. */
const QUIET_TURN = 0.2;

/** For how long such a turn is worth waiting for. In milliseconds. */
const WAIT_FOR_QUIET = 500;

/**
 * The end of an HTTP server at which no busy client is reset, and which no idle or slow one can hold up. Has to know the
 * server before it listens.
 */
export class Drain {
  readonly #sockets = new Set<Socket>();

  constructor(
    private readonly server: HttpServer,
    private readonly times = TIMES,
  ) {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  /**
   * Stops listening, and lets each open connection end with its next answer, which says `Connection: close`: so a busy client
   * never writes a request into a connection that is being closed. `close` of the HTTP server, which comes after this, would
   * end the connections that seem idle at that very moment, and reset those whose next request is already on its way.
   *
   * @returns when no connection is left: after the grace, but for requests that are being received or answered, which have
   * patience
   */
  async run(): Promise<void> {
    const { server, times } = this;
    // Before the answers close their connections, for then each client comes by a new one.
    await everybodyIn();
    server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => endWith(response));
    this.#sockets.forEach((socket) => endWith(answerOn(socket)));
    const closed = new Promise<void>((resolve) => {
      // The one of `node:net`: it stops listening and leaves the connections alone.
      Server.prototype.close.call(server, () => resolve());
    });
    await Promise.race([closed, pause(times.graceMs, undefined, { ref: false })]);
    // What has arrived while the process was busy with something else has arrived in time.
    await afterPolling();
    server.closeIdleConnections();
    this.#closeSilent();
    await Promise.race([closed, pause(times.patienceMs - times.graceMs, undefined, { ref: false })]);
    server.closeAllConnections();
    await closed;
  }

  /** Browsers open connections ahead of need. Node takes one that has never brought a byte for busy. */
  #closeSilent(): void {
    for (const socket of this.#sockets) {
      if (socket.bytesRead === 0) {
        socket.destroy();
      }
    }
  }
}

/** Lets the connection end with this answer, if it has not begun. */
function endWith(answer: ServerResponse | null | undefined): void {
  if (answer?.headersSent === false) {
    answer.setHeader('Connection', 'close');
  }
}

/** What is asked on this connection and has no answer yet. Node has no other name for it. */
function answerOn(socket: Socket): ServerResponse | null | undefined {
  // oxlint-disable-next-line no-underscore-dangle -- a name of Node's
  return (socket as { _httpMessage?: ServerResponse | null })._httpMessage;
}

/**
 * The kernel resets those who wait to be accepted when the listening socket closes. Each turn of the event loop accepts all of
 * them, and then sees to what else there is: after a turn that was over in no time, next to nobody can have come since.
 */
async function everybodyIn(): Promise<void> {
  const deadline = performance.now() + WAIT_FOR_QUIET;
  await afterPolling();
  let turn: number;
  let ended: number;
  do {
    const begun = performance.now();
    await afterPolling();
    ended = performance.now();
    turn = ended - begun;
  } while (turn > QUIET_TURN && ended < deadline);
}
