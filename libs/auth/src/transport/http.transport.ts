import type { ExecutionContext } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import type { ProblemException } from '../errors/problem.exception.js';
import type { CredentialBearer, Transport } from './transport.js';

export class HttpTransport implements Transport {
  constructor(private readonly http: HttpAdapterHost) {}

  bearerOf(context: ExecutionContext): CredentialBearer {
    return context.getArgByIndex<CredentialBearer>(0);
  }

  /** The headers are set here and now, so that they reach the client whichever exception filter the host has. */
  refusal(problem: ProblemException, context: ExecutionContext): ProblemException {
    const response: unknown = context.switchToHttp().getResponse();
    for (const [name, value] of Object.entries(problem.headers)) {
      this.http.httpAdapter.setHeader(response, name, value);
    }
    return problem;
  }

  connectionOf(): null {
    return null;
  }
}
