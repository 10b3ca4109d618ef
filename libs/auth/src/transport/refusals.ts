import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { AUTH_OPTIONS, DEFAULT_REALM, type CommonOptions } from '../auth.options.js';
import { AuthError } from '../errors/auth.error.js';
import { type InactiveUserStatus, problemOf } from '../errors/problem-of.js';
import { ProblemException } from '../errors/problem.exception.js';
import { Transports } from './transports.js';

/** Maps errors to the response of the transport. */
@Injectable()
export class Refusals {
  readonly #realm: string;
  readonly #inactiveUserStatus: InactiveUserStatus | undefined;

  constructor(
    @Inject(AUTH_OPTIONS) options: CommonOptions,
    private readonly transports: Transports,
  ) {
    this.#realm = options.realm ?? DEFAULT_REALM;
    this.#inactiveUserStatus = options.inactiveUserStatus;
  }

  /**
   * Rejects with the exception that Nest turns into a response of this transport. Over HTTP it sets the headers of the response at once,
   * so that they reach the client with any exception filter. Rethrows other errors than `AuthError` and `ProblemException`, and every
   * error of an unknown transport.
   */
  async refuse(error: unknown, context: ExecutionContext): Promise<never> {
    const isOurs = error instanceof AuthError || error instanceof ProblemException;
    throw isOurs && this.transports.isKnown(context)
      ? await this.transports.of(context).refusal(this.problemOf(error), context)
      : error;
  }

  /** The problem document of an error, for a connection without a call in progress. Unknown errors become a plain `internal_error`. */
  problemOf(error: unknown): ProblemException {
    if (error instanceof ProblemException) {
      return error;
    }
    return error instanceof AuthError
      ? problemOf(error, this.#realm, this.#inactiveUserStatus)
      : new ProblemException(500, 'internal_error', 'Internal server error', {}, {}, { cause: error });
  }
}
