/** The members of an error that are logged. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

const MAX_DEPTH = 5;

/**
 * Never copies other members of an error: a failed TypeORM query has its parameters, which may include a password hash, and
 * PostgreSQL's `detail` may contain the row.
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
