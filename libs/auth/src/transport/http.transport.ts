import type { ExecutionContext } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import type { ProblemException } from '../errors/problem.exception.js';
import { ResponseConnection, responseBehind } from './connection/response.connection.js';
import type { CredentialBearer, Transport } from './transport.js';
import { unknownCall } from './unknown-call.js';

export class HttpTransport implements Transport {
  constructor(private readonly http: HttpAdapterHost) {}

  bearerOf(context: ExecutionContext): CredentialBearer {
    const request = context.getArgByIndex<CredentialBearer | undefined>(0);
    // Nest's ExternalContextCreator uses the type 'http' by default, also for calls without a request.
    if (!request?.headers) {
      throw unknownCall(context);
    }
    return request;
  }

  /** Keeps a value that a middleware has set. A handler may still set another value. */
  forbidStoring(context: ExecutionContext): void {
    const { httpAdapter } = this.http;
    const response = context.getArgByIndex<unknown>(1);
    if (response && httpAdapter.getHeader?.(response, 'Cache-Control') === undefined) {
      httpAdapter.setHeader(response, 'Cache-Control', 'no-store');
    }
  }

  /** Sets the headers at once, so that they reach the client with any exception filter. */
  refusal(problem: ProblemException, context: ExecutionContext): ProblemException {
    const response: unknown = context.switchToHttp().getResponse();
    for (const [name, value] of Object.entries(response ? problem.headers : {})) {
      this.http.httpAdapter.setHeader(response, name, value);
    }
    return problem;
  }

  connectionOf(context: ExecutionContext): ResponseConnection | null {
    const response = responseBehind(context.getArgByIndex(1));
    return response && new ResponseConnection(response, context.getHandler());
  }
}
