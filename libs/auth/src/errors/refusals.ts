import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AUTH_OPTIONS, type AuthModuleOptions } from '../auth.module-definition.js';
import { AuthError } from './auth.error.js';
import { problemOf } from './problem-of.js';

export const DEFAULT_REALM = 'portcullis';

/** How a guard says no. */
@Injectable()
export class Refusals {
  readonly #realm: string;

  constructor(
    @Inject(AUTH_OPTIONS) options: AuthModuleOptions,
    private readonly http: HttpAdapterHost,
  ) {
    this.#realm = options.realm ?? DEFAULT_REALM;
  }

  /**
   * What a guard throws in the place of a domain error. The headers are set here and now, so that `WWW-Authenticate`
   * reaches the client whichever exception filter the host has. An error of another kind comes back as it is.
   */
  of(error: unknown, context: ExecutionContext): unknown {
    if (!(error instanceof AuthError)) {
      return error;
    }
    const problem = problemOf(error, this.#realm);
    const response: unknown = context.switchToHttp().getResponse();
    for (const [name, value] of Object.entries(problem.headers)) {
      this.http.httpAdapter.setHeader(response, name, value);
    }
    return problem;
  }
}
