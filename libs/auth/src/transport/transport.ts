import type { IncomingHttpHeaders } from 'node:http';
import type { ExecutionContext } from '@nestjs/common';
import type { ProblemException } from '../errors/problem.exception.js';
import type { Connection } from './connection/connection.js';

/** What bears the credentials of a call: as much of an HTTP request as is looked at. */
export interface CredentialBearer {
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders?: readonly string[];
  /** Fastify's own request around Node's. */
  readonly raw?: { readonly rawHeaders: readonly string[] };
}

/** How calls of one kind arrive, and how they are refused. One for each context type of Nest. */
export interface Transport {
  /**
   * Where the `Authorization` of this call stands. What a client could have put anywhere else does not count.
   *
   * @throws MalformedAuthorizationError
   * @throws Error where it can't be known where to look: better an error than an open gate
   */
  bearerOf(context: ExecutionContext): CredentialBearer;

  /** What to throw so that Nest tells a client of this transport. */
  refusal(problem: ProblemException, context: ExecutionContext): Error | Promise<Error>;

  /**
   * The connection over which the answers of this call go on after its guards have decided; `null` for a call that ends.
   *
   * @throws Error where the call goes on, over something that could not be closed
   */
  connectionOf(context: ExecutionContext): Connection | null;
}
