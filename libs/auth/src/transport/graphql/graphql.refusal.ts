import { ProblemException } from '../../errors/problem.exception.js';

/** The words of Apollo and of Nest for what has a word there. */
const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
};

/**
 * A refusal that GraphQL itself understands. It takes over an error's `extensions` whatever the driver, over HTTP and over
 * WebSockets; what Nest makes of an `HttpException` is made by one driver, over HTTP alone, and not of a problem document.
 */
export class GraphqlRefusal extends ProblemException {
  /** `originalError` is where Nest's clients look for the answer that HTTP would have had. */
  override readonly extensions: Readonly<Record<string, unknown>>;

  constructor(problem: ProblemException) {
    const document = problem.getResponse();
    const status = problem.getStatus();
    super(status, document.code, document.detail, {}, problem.headers, { cause: problem.cause });
    this.extensions = { code: CODES[status] ?? 'INTERNAL_SERVER_ERROR', originalError: document };
  }
}
