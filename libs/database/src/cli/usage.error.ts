/** The command line can't be used as it is. Its message says what to type. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
