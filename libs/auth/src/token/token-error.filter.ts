import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AUTH_OPTIONS, type AuthModuleOptions } from '../auth.options.js';
import { AuthError } from '../errors/auth.error.js';
import { tokenErrorOf } from '../errors/problem-of.js';
import { ProblemException } from '../errors/problem.exception.js';
import { DEFAULT_REALM } from '../errors/refusals.js';

/**
 * Writes the token endpoint's errors as RFC 6749, section 5.2 has them. A guard's problem is traced back to the domain error
 * it stands for; errors that are not this library's stay with the host's own filters.
 */
@Catch(AuthError, ProblemException)
@Injectable()
export class TokenErrorFilter implements ExceptionFilter<AuthError | ProblemException> {
  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: AuthModuleOptions,
    private readonly http: HttpAdapterHost,
  ) {}

  catch(exception: AuthError | ProblemException, host: ArgumentsHost): void {
    const error = exception instanceof ProblemException ? exception.cause : exception;
    if (!(error instanceof AuthError)) {
      throw exception;
    }
    const { httpAdapter } = this.http;
    const response: unknown = host.switchToHttp().getResponse();
    const { status, headers, body } = tokenErrorOf(error, this.options.realm ?? DEFAULT_REALM);
    for (const [name, value] of Object.entries(headers)) {
      httpAdapter.setHeader(response, name, value);
    }
    httpAdapter.reply(response, body, status);
  }
}
