import type { IncomingHttpHeaders } from 'node:http';
import type { ExecutionContext } from '@nestjs/common';
import type { ProblemException } from '../errors/problem.exception.js';
import type { Connection } from './connection/connection.js';

/**
 * Carries the credentials of a call: the part of an HTTP request that is read. On other transports, `headers` are the metadata of a
 * message, or the headers of the handshake of a socket.
 */
export interface CredentialBearer {
  /** By name in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The method of an HTTP request. Absent for the messages of a socket or of a microservice. */
  readonly method?: string;
  /** All header lines, as in `http.IncomingMessage`: `headers` keeps only the first of two `Authorization` headers. */
  readonly rawHeaders?: readonly string[];
  /** Node's request, in a request of Fastify. */
  readonly raw?: { readonly rawHeaders: readonly string[] };
}

/** Reads credentials from calls of one context type of Nest, and refuses them. */
export interface Transport {
  /**
   * Returns the headers of this call. Credentials in any other place do not count.
   *
   * @throws MalformedAuthorizationError
   * @throws Error if the transport has no known place for credentials, so that the call fails closed
   */
  bearerOf(context: ExecutionContext): CredentialBearer;

  /** Forbids caches to store the response (RFC 9111, section 5.2.2.5), unless the application has set `Cache-Control`. */
  forbidStoring?(context: ExecutionContext): void;

  /** Creates the exception that Nest turns into a response of this transport. */
  refusal(problem: ProblemException, context: ExecutionContext): Error | Promise<Error>;

  /**
   * Returns the connection over which the server may send after the guards have decided; `null` for a call with one response.
   *
   * @throws Error if the call stays open over a connection that Portcullis could not close
   */
  connectionOf(context: ExecutionContext): Connection | null;
}
