import { type EventEmitter, setMaxListeners } from 'node:events';
import { ClientGoneError } from '../errors/auth.error.js';

/** The request of Node that a request of Fastify (`raw`) or Express stands for. */
interface NodeRequest {
  readonly raw?: NodeRequest;
  /** Of HTTP/2, where a connection outlives its requests. */
  readonly stream?: Connection;
  readonly socket?: Connection;
}

type Connection = EventEmitter & { readonly destroyed?: boolean };

const signals = new WeakMap<Connection, AbortSignal>();

/**
 * Aborted, with a {@link ClientGoneError}, when the connection that a request came by is closed; one signal for all requests
 * of a connection. `undefined` where there is no connection. Whoever listens stops when its answer is there: the signal lives
 * as long as the connection, and that may bring other requests.
 */
export function clientSignalOf(request: object): AbortSignal | undefined {
  const { stream, socket } = nodeRequestOf(request);
  const connection = stream ?? socket;
  if (!connection) {
    return undefined;
  }
  const signal = signals.get(connection) ?? signalOf(connection);
  signals.set(connection, signal);
  return signal;
}

function nodeRequestOf(request: NodeRequest): NodeRequest {
  return request.raw ?? request;
}

function signalOf(connection: Connection): AbortSignal {
  const client = new AbortController();
  // Requests may be pipelined, and each that waits listens.
  setMaxListeners(0, client.signal);
  if (connection.destroyed) {
    client.abort(new ClientGoneError());
  } else {
    connection.once('close', () => client.abort(new ClientGoneError()));
  }
  return client.signal;
}
