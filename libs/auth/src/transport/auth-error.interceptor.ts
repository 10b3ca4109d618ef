import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor, Optional } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { catchError, type Observable } from 'rxjs';
import { hasOAuthErrors } from '../errors/oauth-errors.decorator.js';
import { demandImported } from '../imported-module.js';
import { Refusals } from './refusals.js';

/**
 * Maps every `AuthError` that a handler or a pipe throws to the response of the transport: over HTTP a problem document (RFC 9457) with
 * its headers; in GraphQL, microservices and sockets the same document in their forms. OAuth endpoints keep their own form. It is an
 * interceptor, not a filter, so that the exception filters of the application still see the result.
 *
 * The controllers of the libraries use it. An application binds it for its own handlers.
 *
 * @example
 * ```ts
 * providers: [{ provide: APP_INTERCEPTOR, useClass: AuthErrorInterceptor }]
 * ```
 */
@Injectable()
export class AuthErrorInterceptor implements NestInterceptor {
  constructor(
    @Optional() private readonly refusals: Refusals,
    module: ModuleRef,
  ) {
    demandImported(refusals, new.target, module);
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (hasOAuthErrors(context.getClass())) {
      return next.handle();
    }
    return next.handle().pipe(catchError((error: unknown) => this.refusals.refuse(error, context)));
  }
}
