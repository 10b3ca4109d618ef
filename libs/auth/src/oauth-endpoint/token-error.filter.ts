import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AUTH_OPTIONS, type CommonOptions, DEFAULT_REALM } from '../auth.options.js';
import { AuthError } from '../errors/auth.error.js';
import { type TokenErrorResponse, tokenErrorOf } from '../errors/problem-of.js';
import { ProblemException } from '../errors/problem.exception.js';
import { usesBasic } from '../transport/authorization-header.js';
import type { CredentialBearer } from '../transport/transport.js';

/**
 * Sends the errors of this library at an OAuth endpoint as in RFC 6749, section 5.2. The filters of the application handle other
 * errors.
 */
@Catch(AuthError, ProblemException)
@Injectable()
export class TokenErrorFilter implements ExceptionFilter<AuthError | ProblemException> {
  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: CommonOptions,
    private readonly http: HttpAdapterHost,
  ) {}

  catch(exception: AuthError | ProblemException, host: ArgumentsHost): void {
    const { httpAdapter } = this.http;
    const [request, response] = host.getArgs<[CredentialBearer, unknown]>();
    const answer = tokenErrorFor(exception, request, this.options);
    if (!answer) {
      throw exception;
    }
    for (const [name, value] of Object.entries(answer.headers)) {
      httpAdapter.setHeader(response, name, value);
    }
    httpAdapter.reply(response, answer.body, answer.status);
  }
}

/** The response to an error of this library, also as a problem that a guard has thrown; `undefined` for any other error. */
export function tokenErrorFor(
  exception: unknown,
  { headers }: CredentialBearer,
  { realm = DEFAULT_REALM }: CommonOptions,
): TokenErrorResponse | undefined {
  const error = exception instanceof ProblemException ? exception.cause : exception;
  return error instanceof AuthError ? tokenErrorOf(error, realm, { usesBasic: usesBasic(headers) }) : undefined;
}
