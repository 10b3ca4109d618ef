import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AuthError, problemOf, ProblemException } from '@portcullis/auth';
import { catchError, type Observable, throwError } from 'rxjs';
import { validationProblem } from '../validation/validation-problem.js';
import { PasswordRefusedError, RegistrationError } from './registration.error.js';

/**
 * Gives the domain errors of a registration their place on the wire. An interceptor and not a filter, so that the problem
 * still passes through the exception filters of the host.
 */
@Injectable()
export class RegistrationProblems implements NestInterceptor {
  constructor(private readonly http: HttpAdapterHost) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(catchError((error: unknown) => throwError(() => this.#answerTo(error, context))));
  }

  #answerTo(error: unknown, context: ExecutionContext): unknown {
    const problem = problemFor(error);
    const response: unknown = context.switchToHttp().getResponse();
    for (const [name, value] of Object.entries(problem?.headers ?? {})) {
      this.http.httpAdapter.setHeader(response, name, value);
    }
    return problem ?? error;
  }
}

function problemFor(error: unknown): ProblemException | null {
  if (error instanceof PasswordRefusedError) {
    return validationProblem([{ pointer: '/password', detail: error.reason }]);
  }
  if (error instanceof RegistrationError) {
    return new ProblemException(400, error.code, error.message, {}, {}, { cause: error });
  }
  // None of those that can happen here asks for a challenge, so the realm is never told.
  return error instanceof AuthError ? problemOf(error, '') : null;
}
