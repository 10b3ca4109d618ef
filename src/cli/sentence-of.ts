import { ServiceUnavailableError } from '@portcullis/auth';
import { UnknownUserError } from '@portcullis/users';

/** What went wrong, for the person at the terminal. */
export function sentenceOf(error: unknown): string {
  if (error instanceof UnknownUserError) {
    return `${error.message}: ${error.username}`;
  }
  if (error instanceof ServiceUnavailableError) {
    const { cause } = error;
    return `The database gave no answer (${cause instanceof Error ? cause.message : 'unknown'}): try again, which does no harm.`;
  }
  return error instanceof Error ? error.message : String(error);
}
