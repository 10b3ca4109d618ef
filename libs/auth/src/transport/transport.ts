import type { IncomingHttpHeaders } from 'node:http';
import type { ExecutionContext } from '@nestjs/common';
import type { ProblemException } from '../errors/problem.exception.js';
import type { Caller } from '../user/caller.js';

/** What bears the credentials of a call: as much of an HTTP request as is looked at. */
export interface CredentialBearer {
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders?: readonly string[];
  /** Fastify's own request around Node's. */
  readonly raw?: { readonly rawHeaders: readonly string[] };
}

/** How calls of one kind arrive, and how they are refused. One for each context type of Nest. */
export interface Transport {
  /** Where the `Authorization` of this call stands. What a client could have put anywhere else does not count. */
  bearerOf(context: ExecutionContext): CredentialBearer;

  /** What to throw so that Nest tells a client of this transport. */
  refusal(problem: ProblemException, context: ExecutionContext): unknown | Promise<unknown>;

  /** Called once a call has been authenticated, for what outlives the call. */
  authenticated?(context: ExecutionContext, caller: Caller): void;
}
