import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import { Server, type Socket } from 'node:net';
import { setImmediate as afterPolling, setTimeout as pause } from 'node:timers/promises';

export interface DrainTimes {
  /** After this time without a request a connection counts as idle. In milliseconds. */
  readonly graceMs: number;
  /** After this time all connections are closed: longer than a response takes, shorter than the deadline of the stop. In milliseconds. */
  readonly patienceMs: number;
}

const TIMES: DrainTimes = { graceMs: 1_000, patienceMs: 7_000 };

/** A turn of the event loop that takes less is quiet. In milliseconds. */
const QUIET_TURN = 0.2;

const QUIET_WITHIN = 500;

/**
 * Closes an HTTP server without resetting busy clients, and without waiting for idle or slow ones. Create it before the server
 * listens.
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
   * Stops listening and sends `Connection: close` with the next response of each open connection, so that a busy client never
   * writes a request into a connection that is being closed. The server's own `close` would close connections that seem idle
   * at that moment, and reset those whose next request is already on its way.
   *
   * @returns when no connection is left: after `graceMs`, or after at most `patienceMs` if requests are in flight
   */
  async run(): Promise<void> {
    const { server, times } = this;
    // Before responses close their connections, because each client then opens a new one.
    await waitForQuietLoop();
    server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => endWith(response));
    this.#sockets.forEach((socket) => endWith(pendingResponse(socket)));
    const closed = new Promise<void>((resolve) => {
      // `close` of `node:net` stops listening and leaves the connections open.
      Server.prototype.close.call(server, () => resolve());
    });
    await Promise.race([closed, pause(times.graceMs, undefined, { ref: false })]);
    // Reads requests that arrived while the process was busy.
    await afterPolling();
    server.closeIdleConnections();
    this.#closeSilent();
    await Promise.race([closed, pause(times.patienceMs - times.graceMs, undefined, { ref: false })]);
    server.closeAllConnections();
    await closed;
  }

  /** Browsers open connections in advance. Node counts a connection that has never received a byte as busy. */
  #closeSilent(): void {
    for (const socket of this.#sockets) {
      if (socket.bytesRead === 0) {
        socket.destroy();
      }
    }
  }
}

/** Closes the connection after this response, unless its headers are already sent. */
function endWith(response: ServerResponse | null | undefined): void {
  if (response?.headersSent === false) {
    response.setHeader('Connection', 'close');
  }
}

/** The response that is pending on this connection. Node has no public name for it. */
function pendingResponse(socket: Socket): ServerResponse | null | undefined {
  // oxlint-disable-next-line no-underscore-dangle -- a name of Node's
  return (socket as { _httpMessage?: ServerResponse | null })._httpMessage;
}

/**
 * Waits for a short turn of the event loop. The kernel resets connections that are not yet accepted when the listening socket
 * closes. Each turn accepts all of them, so hardly any can arrive during a short one.
 */
async function waitForQuietLoop(): Promise<void> {
  const deadline = performance.now() + QUIET_WITHIN;
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
