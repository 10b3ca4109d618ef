import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AuthError, ProblemException, problemOf, tokenErrorBody } from '@portcullis/auth';
import { RouteTable } from './route-table.js';

/** Codes and sentences for what the framework refuses before any handler is asked. */
const FRAMEWORK_PROBLEMS: Readonly<Record<number, readonly [code: string, detail: string]>> = {
  400: ['invalid_request', 'The request is malformed'],
  401: ['not_authenticated', 'Not authenticated'],
  403: ['forbidden', 'Forbidden'],
  404: ['not_found', 'Not Found'],
  405: ['method_not_allowed', 'Method Not Allowed'],
  408: ['request_timeout', 'The request took too long'],
  413: ['payload_too_large', 'The body is too large'],
  414: ['invalid_request', 'The URL is too long'],
  415: ['unsupported_media_type', 'The media type is not supported'],
  422: ['validation_failed', 'The request is not valid'],
  503: ['service_unavailable', 'Service temporarily unavailable'],
};

/** Those that answer as RFC 6749, section 5.2 has it. */
const OAUTH_ENDPOINTS: ReadonlySet<string> = new Set(['/token', '/revoke', '/introspect']);

/**
 * Every error that leaves the service outside a handler's own answer: a problem document (RFC 9457), or at the endpoints
 * of OAuth 2.0 what RFC 6749 has there. The sentence is this table's, never the error's own: that may hold SQL or a stack.
 */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger(ProblemFilter.name);

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly routes: RouteTable,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const context = host.switchToHttp();
    const request = context.getRequest<{ readonly url: string; readonly method: string }>();
    const path = request.url.split('?', 1)[0] ?? '';
    const problem = this.problemFor(exception, request.method, path);
    if (problem.getStatus() >= 500 && !(problem.cause instanceof AuthError)) {
      this.#logger.error(exception);
    }
    this.send(context.getResponse(), problem, OAUTH_ENDPOINTS.has(path));
  }

  private problemFor(exception: unknown, method: string, path: string): ProblemException {
    if (exception instanceof ProblemException) {
      return exception;
    }
    if (exception instanceof AuthError) {
      return problemOf(exception, 'portcullis');
    }
    const status = statusOf(exception);
    if (status === 404) {
      const allowed = this.routes.methodsOf(path);
      if (allowed.length > 0 && !allowed.includes(method)) {
        return frameworkProblem(405, { Allow: allowed.join(', ') });
      }
    }
    return frameworkProblem(status);
  }

  private send(response: unknown, problem: ProblemException, atOAuthEndpoint: boolean): void {
    const { httpAdapter } = this.http;
    const { status, body, headers } = atOAuthEndpoint ? tokenAnswer(problem) : problemAnswer(problem);
    for (const [name, value] of Object.entries({ ...problem.headers, ...headers })) {
      httpAdapter.setHeader(response, name, value);
    }
    httpAdapter.reply(response, body, status);
  }
}

function problemAnswer(problem: ProblemException) {
  const headers = { 'Content-Type': 'application/problem+json; charset=utf-8' };
  return { status: problem.getStatus(), body: problem.getResponse(), headers };
}

function tokenAnswer(problem: ProblemException) {
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    Pragma: 'no-cache',
  };
  const status = problem.getStatus();
  if (status === 415) {
    // RFC 6749 has one status for every request that it can't read.
    return { status: 400, body: tokenErrorBody('invalid_request', 'The request must be a form'), headers };
  }
  return { status, body: tokenErrorBody(status < 500 ? 'invalid_request' : 'server_error', problem.message), headers };
}

function frameworkProblem(status: number, headers: Readonly<Record<string, string>> = {}): ProblemException {
  const [code, detail] = FRAMEWORK_PROBLEMS[status] ?? [
    status < 500 ? 'invalid_request' : 'internal_error',
    status < 500 ? 'The request is not acceptable' : 'Internal Server Error',
  ];
  return new ProblemException(status, code, detail, {}, headers);
}

/** Nest's exceptions know their status; so do the errors of Fastify (`statusCode`) and of Express's body parser (`status`). */
function statusOf(exception: unknown): number {
  if (exception instanceof HttpException) {
    return exception.getStatus();
  }
  const { statusCode, status } = (exception ?? {}) as { statusCode?: unknown; status?: unknown };
  const claimed = statusCode ?? status;
  return typeof claimed === 'number' && claimed >= 400 && claimed < 500 ? claimed : 500;
}
