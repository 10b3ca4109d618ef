import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import { Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A connection that has brought no request for so long is taken for idle. In milliseconds. */
const GRACE = 1_000;

/**
 * Stops listening, and lets each open connection end with its next answer, which says `Connection: close`: so a busy client
 * never writes a request into a connection that is being closed. `close` of the HTTP server, which comes after this, ends
 * the connections that seem idle at that very moment, and would reset those whose next request is already on its way.
 */
export async function drain(server: HttpServer): Promise<void> {
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('Connection', 'close');
  });
  const closed = new Promise<void>((resolve) => {
    // The one of `node:net`: it stops listening and leaves the connections alone.
    Server.prototype.close.call(server, () => resolve());
  });
  await Promise.race([closed, pause(GRACE, undefined, { ref: false })]);
}
