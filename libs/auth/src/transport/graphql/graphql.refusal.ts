import { ProblemException } from '../../errors/problem.exception.js';

/** The codes of Apollo and Nest, by HTTP status. */
const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  422: 'UNPROCESSABLE_ENTITY',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
};

/**
 * A refusal as a GraphQL error. Every driver passes on `extensions`, over HTTP and WebSockets. Nest's own mapping of an `HttpException`
 * works with one driver, over HTTP only, and drops the problem document.
 */
export class GraphqlRefusal extends ProblemException {
  /** Clients of Nest look for the body of the HTTP response in `originalError`. */
  override readonly extensions: Readonly<Record<string, unknown>>;

  constructor(problem: ProblemException) {
    const document = problem.getResponse();
    const status = problem.getStatus();
    super(status, document.code, document.detail, {}, problem.headers, { cause: problem.cause });
    this.extensions = { code: CODES[status] ?? 'INTERNAL_SERVER_ERROR', originalError: document };
  }
}
