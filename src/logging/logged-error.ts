/** What the log tells of an error. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

const MAX_DEPTH = 5;

/**
 * These members and no others: what libraries hang on their errors is not for a log. A failed query of TypeORM's comes with
 * its parameters, a password hash among them, and PostgreSQL's `detail` may hold the row.
 */
export function loggedError(error: unknown, depth = 0): LoggedError | undefined {
  if (!(error instanceof Error)) {
    return undefined;
  }
  const { name, message, stack } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const cause = depth < MAX_DEPTH ? loggedError(error.cause, depth + 1) : undefined;
  return {
    type: name,
    message,
    ...(code !== undefined && { code }),
    ...(stack !== undefined && { stack }),
    ...(cause && { cause }),
  };
}
