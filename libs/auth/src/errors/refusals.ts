import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { AUTH_OPTIONS, type GuardOptions } from '../auth.options.js';
import { Transports } from '../transport/transports.js';
import { AuthError } from './auth.error.js';
import { problemOf } from './problem-of.js';
import { ProblemException } from './problem.exception.js';

export const DEFAULT_REALM = 'portcullis';

/** How a guard says no. */
@Injectable()
export class Refusals {
  readonly #realm: string;

  constructor(
    @Inject(AUTH_OPTIONS) options: GuardOptions,
    private readonly transports: Transports,
  ) {
    this.#realm = options.realm ?? DEFAULT_REALM;
  }

  /** Rejects with what a client of this transport is told of a domain error; an error of another kind is thrown as it is. */
  async refuse(error: unknown, context: ExecutionContext): Promise<never> {
    throw error instanceof AuthError
      ? await this.transports.of(context).refusal(problemOf(error, this.#realm), context)
      : error;
  }

  /** What to tell where there is no call that could fail; of an error of another kind, no more than that there was one. */
  problemOf(error: unknown): ProblemException {
    return error instanceof AuthError
      ? problemOf(error, this.#realm)
      : new ProblemException(500, 'internal_error', 'Internal server error', {}, {}, { cause: error });
  }
}
