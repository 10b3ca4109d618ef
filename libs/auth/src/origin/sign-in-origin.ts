import { type EventEmitter, setMaxListeners } from 'node:events';
import { ClientGoneError } from '../errors/retryable.errors.js';
import { type RequestOrigin, requestOriginOf } from './request-origin.js';

/** The origin of a request that waits for a password hash. */
export interface SignInOrigin extends RequestOrigin {
  /**
   * Aborted when the client has gone: a hash that has not begun is dropped.
   *
   * @default the hash is always computed
   */
  readonly signal?: AbortSignal;
}

/**
 * Costs a listener on the connection, so call it only for a request that is going to wait for a hash.
 *
 * @param request of Express or Fastify
 */
export function signInOriginOf(request: object): SignInOrigin {
  const signal = clientSignalOf(request);
  return { ...requestOriginOf(request), ...(signal && { signal }) };
}

/** The request of Node that a request of Fastify (`raw`) or Express stands for. */
interface NodeRequest {
  readonly raw?: NodeRequest;
  /** The HTTP/2 stream, which ends with its request, unlike the connection. */
  readonly stream?: Connection;
  readonly socket?: Connection;
}

type Connection = EventEmitter & { readonly destroyed?: boolean };

const signals = new WeakMap<Connection, AbortSignal>();

/**
 * Aborted, with a {@link ClientGoneError}, when the connection of a request is closed; one signal for all requests of a connection.
 * Remove a listener once the response is there: the signal lives as long as the connection.
 *
 * @returns `undefined` without a connection
 */
export function clientSignalOf(request: NodeRequest): AbortSignal | undefined {
  const { stream, socket } = request.raw ?? request;
  const connection = stream ?? socket;
  if (!connection) {
    return undefined;
  }
  const signal = signals.get(connection) ?? signalOf(connection);
  signals.set(connection, signal);
  return signal;
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
