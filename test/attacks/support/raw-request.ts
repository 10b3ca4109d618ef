import { once } from 'node:events';
import { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { type Answer, expectNoSecrets } from '../../support/client.js';

/** Small, so that the server can respond before a very long header has been sent. */
const PIECE_BYTES = 4_096;

export interface TimedAnswer extends Answer {
  /** From opening the connection to the last byte of the response. */
  readonly milliseconds: number;
}

/**
 * Sends a request byte for byte over a new connection, as `fetch` refuses most hostile requests. Stops sending when the response begins.
 *
 * @param lines the request line and the headers in Latin-1; `Host` and `Connection` are added
 */
export async function rawRequest(
  url: string,
  lines: readonly string[],
  body: Buffer = Buffer.alloc(0),
): Promise<TimedAnswer> {
  const { hostname, port } = new URL(url);
  const [requestLine = '', ...headers] = lines;
  const head = [requestLine, `Host: ${hostname}`, 'Connection: close', ...headers, '', ''].join('\r\n');
  const start = performance.now();
  const received = await exchange(Number(port), hostname, Buffer.concat([Buffer.from(head, 'latin1'), body]));
  return { ...parse(received), milliseconds: performance.now() - start };
}

async function exchange(port: number, host: string, request: Buffer): Promise<Buffer> {
  const socket = new Socket();
  const pieces: Buffer[] = [];
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  let failure: Error | undefined;
  socket.on('error', (error) => (failure = error));
  socket.on('data', (piece: Buffer) => pieces.push(piece));
  socket.connect(port, host);
  await Promise.race([once(socket, 'connect'), closed]);
  for (let offset = 0; offset < request.length && pieces.length === 0 && !socket.destroyed; offset += PIECE_BYTES) {
    socket.write(request.subarray(offset, offset + PIECE_BYTES));
    if (request.length > PIECE_BYTES) {
      await setImmediate();
    }
  }
  await closed;
  if (pieces.length === 0) {
    throw failure ?? new Error('The server closed the connection without a response');
  }
  return Buffer.concat(pieces);
}

function parse(received: Buffer): Answer {
  const [head = '', ...rest] = received.toString('utf8').split('\r\n\r\n');
  const text = rest.join('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers(lines.map((line) => line.split(/: ?(.*)/s, 2) as [string, string]));
  const isJson = text !== '' && /[/+]json/.test(headers.get('content-type') ?? '');
  const body = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
  expectNoSecrets(body);
  return { status: Number(statusLine.split(' ')[1]), headers, text, body };
}
