import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AuthError, PolicyTable } from '@portcullis/auth';
import { hasOAuthErrors, ProblemException, Refusals, tokenErrorBody } from '@portcullis/auth/spi';
import { RouteTable } from './route-table.js';

/** Codes and details of the requests that the framework refuses before a handler is called. */
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

/** Codes of problems that no handler documents. */
export const FRAMEWORK_CODES: readonly string[] = [
  ...Object.values(FRAMEWORK_PROBLEMS).map(([code]) => code),
  'internal_error',
];

/**
 * Maps every error to a problem document (RFC 9457), or to an error of RFC 6749, section 5.2 at the OAuth 2.0 endpoints. An
 * unknown error gets a detail of the table above, never its own message, which may contain SQL or a stack.
 */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger(ProblemFilter.name);
  #oauthPaths: ReadonlySet<string> | undefined;

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly routes: RouteTable,
    private readonly policies: PolicyTable,
    private readonly refusals: Refusals,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const context = host.switchToHttp();
    const request = context.getRequest<{ readonly url: string; readonly method: string }>();
    const path = request.url.split('?', 1)[0] ?? '';
    const problem = this.problemFor(exception, request.method, path);
    if (problem.getStatus() >= 500 && !(problem.cause instanceof AuthError)) {
      this.#logger.error(exception);
    }
    this.send(context.getResponse(), problem, this.oauthPaths().has(path));
  }

  private problemFor(exception: unknown, method: string, path: string): ProblemException {
    if (exception instanceof ProblemException || exception instanceof AuthError) {
      return this.refusals.problemOf(exception);
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

  /** The paths of the controllers marked with `@OAuthEndpoint()`. */
  private oauthPaths(): ReadonlySet<string> {
    this.#oauthPaths ??= new Set(
      this.policies
        .routes()
        .filter(({ transport, target }) => transport === 'http' && hasOAuthErrors(target))
        .map(({ route }) => route.split(' ')[1] ?? ''),
    );
    return this.#oauthPaths;
  }

  private send(response: unknown, problem: ProblemException, atOAuthEndpoint: boolean): void {
    const { httpAdapter } = this.http;
    const { status, body, headers } = atOAuthEndpoint ? tokenResponse(problem) : problemResponse(problem);
    for (const [name, value] of Object.entries({ ...problem.headers, ...headers })) {
      httpAdapter.setHeader(response, name, value);
    }
    httpAdapter.reply(response, body, status);
  }
}

function problemResponse(problem: ProblemException) {
  const headers = { 'Content-Type': 'application/problem+json; charset=utf-8' };
  return { status: problem.getStatus(), body: problem.getResponse(), headers };
}

function tokenResponse(problem: ProblemException) {
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    Pragma: 'no-cache',
  };
  const status = problem.getStatus();
  if (status === 415) {
    // RFC 6749, section 5.2: 400 for every malformed request.
    return { status: 400, body: tokenErrorBody('invalid_request', 'The request must be a form'), headers };
  }
  return { status, body: tokenErrorBody(status < 500 ? 'invalid_request' : 'server_error', problem.message), headers };
}

function frameworkProblem(status: number, headers: Readonly<Record<string, string>> = {}): ProblemException {
  const [code, detail] = FRAMEWORK_PROBLEMS[status] ?? [
    status < 500 ? 'invalid_request' : 'internal_error',
    status < 500 ? 'The request is not acceptable' : 'Internal Server Error',
  ];
  return new ProblemException(status, code, detail, {}, { 'Cache-Control': 'no-store', ...headers });
}

/** Fastify's errors have a `statusCode`, those of Express's body parser a `status`. */
function statusOf(exception: unknown): number {
  if (exception instanceof HttpException) {
    return exception.getStatus();
  }
  const { statusCode, status } = (exception ?? {}) as { statusCode?: unknown; status?: unknown };
  const claimed = statusCode ?? status;
  return typeof claimed === 'number' && claimed >= 400 && claimed < 500 ? claimed : 500;
}
