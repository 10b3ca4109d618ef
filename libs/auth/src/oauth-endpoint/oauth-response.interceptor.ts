import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type Observable, tap } from 'rxjs';
import { AUTH_OPTIONS, type CommonOptions } from '../auth.options.js';
import type { CredentialBearer } from '../transport/transport.js';
import { tokenErrorFor } from './token-error.filter.js';

/** The members of an Express response or a Fastify reply that are used here. */
interface RawResponse {
  readonly statusCode: number;
  send(body?: unknown): unknown;
  removeHeader(name: string): unknown;
}

/** The result or error of the handler. */
interface Outcome {
  /** Absent for a success, which keeps the status of the response. */
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * Sends the result of a handler in the form that its RFC prescribes. Interceptors of the application run and see the result, but an
 * envelope that they put around it, or around an error of this library, is not sent (RFC 6749, section 5.1: "The parameters are
 * serialized into a JavaScript Object Notation (JSON) structure by adding each parameter at the highest structure level"). If an
 * interceptor fails after a success, its error is sent.
 */
@Injectable()
export class OAuthResponseInterceptor implements NestInterceptor {
  readonly #outcomes = new WeakMap<RawResponse, Outcome>();

  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: CommonOptions,
    private readonly http: HttpAdapterHost,
  ) {}

  /** Runs innermost, since it is bound to the class of the handler: no other interceptor has changed the result yet. */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const [request, response] = context.getArgs<[CredentialBearer, RawResponse]>();
    return next.handle().pipe(
      tap({
        next: (body: unknown) => this.#keep(response, { headers: {}, body }),
        error: (error: unknown) => {
          const outcome = tokenErrorFor(error, request, this.options);
          if (outcome) {
            this.#keep(response, outcome);
          }
        },
      }),
    );
  }

  #keep(response: RawResponse, outcome: Outcome): void {
    const isFirst = !this.#outcomes.has(response);
    // An interceptor may call the handler again: the last outcome counts.
    this.#outcomes.set(response, outcome);
    if (isFirst) {
      const send = response.send.bind(response);
      response.send = (body) => {
        response.send = send;
        return this.#send(response, body);
      };
    }
  }

  #send(response: RawResponse, sent: unknown): unknown {
    const { status, headers, body } = this.#outcomes.get(response)!;
    if (status === undefined && response.statusCode >= 400) {
      return response.send(sent);
    }
    const { httpAdapter } = this.http;
    if (status !== undefined) {
      httpAdapter.status(response, status);
    }
    for (const [name, value] of Object.entries(headers)) {
      httpAdapter.setHeader(response, name, value);
    }
    if (body === undefined) {
      response.removeHeader('Content-Type');
      return response.send();
    }
    httpAdapter.setHeader(response, 'Content-Type', 'application/json; charset=utf-8');
    // As text, so that no serializer of the application puts an envelope around it.
    return response.send(JSON.stringify(body));
  }
}
