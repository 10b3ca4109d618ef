import { metadataOf, NestMetadata } from '../nest-metadata.js';
import type { CloseListener, Connection } from './connection.js';

/** How long a client may take to reuse the connection of an ended event stream for its next request. */
const REUSE_MILLISECONDS = 100;

/** The used members of Node's response, for HTTP/1 and HTTP/2. */
export interface HttpResponse {
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  readonly destroyed?: boolean;
  readonly socket: { readonly bytesRead: number; destroy(): unknown } | null;
  getHeader(name: string): unknown;
  on(event: 'close' | 'error', listener: CloseListener): unknown;
  end(): unknown;
  destroy(): unknown;
}

/** A reply of Fastify has Node's response as `raw`. */
type AdapterResponse = HttpResponse | { readonly raw: HttpResponse } | undefined;

/** @returns Node's response, or `null` if there is none */
export function responseBehind(response: AdapterResponse): HttpResponse | null {
  const raw = response && 'raw' in response ? response.raw : response;
  return typeof raw?.destroy === 'function' ? raw : null;
}

/** An HTTP response: an event stream, a streamed file, or a response that ends at once. */
export class ResponseConnection implements Connection {
  /** @param handler the method that handles the request */
  constructor(
    readonly socket: HttpResponse,
    private readonly handler: object,
  ) {}

  get isOpen(): boolean {
    return !this.socket.writableEnded && this.socket.destroyed !== true;
  }

  get hasBegun(): boolean {
    return this.socket.headersSent;
  }

  onClose(listener: CloseListener): void {
    this.socket.on('close', listener);
  }

  /** Sends no reason, as HTTP has no place for it. Aborts a file, so that it does not look complete; an event stream may end anywhere. */
  refuse(): void {
    if (this.#isEventStream()) {
      this.#endEvents();
    } else {
      this.socket.destroy();
    }
  }

  /** `getHeader()` does not return headers of `writeHead()`, which `@Sse()` uses. */
  #isEventStream(): boolean {
    const contentType = String(this.socket.getHeader('content-type'));
    return contentType.startsWith('text/event-stream') || metadataOf(NestMetadata.sse, this.handler) === true;
  }

  /**
   * Ends the stream, then closes the connection, at which Nest stops the producer. Waits in between: a client may reuse the connection,
   * and its next request would fail.
   */
  #endEvents(): void {
    const { socket } = this.socket;
    const bytesRead = socket?.bytesRead;
    // Nest may still write events, which is an error after the end.
    this.socket.on('error', () => {});
    this.socket.end();
    setTimeout(() => {
      if (socket?.bytesRead === bytesRead) {
        socket?.destroy();
      }
    }, REUSE_MILLISECONDS).unref();
  }
}
