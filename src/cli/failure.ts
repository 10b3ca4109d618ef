import { MailUnavailableError } from '@portcullis/accounts';
import { ServiceUnavailableError } from '@portcullis/auth';
import { PasswordRefusedError, UnknownUserError } from '@portcullis/users';
import { withVariables } from '../config/option-variables.js';
import { EXIT_CODE, type ExitCode } from './exit-code.js';
import { PasswordInputError } from './password-input.js';
import { InvalidEmailError } from './user-invitation.js';

/** The message for the terminal and the exit code for the shell. */
export interface Failure {
  readonly sentence: string;
  readonly exitCode: ExitCode;
}

export function failureOf(error: unknown): Failure {
  if (error instanceof UnknownUserError) {
    return { sentence: `${error.message}: ${error.username}`, exitCode: EXIT_CODE.noSuchUser };
  }
  if (error instanceof PasswordRefusedError) {
    return { sentence: error.reason, exitCode: EXIT_CODE.passwordRefused };
  }
  if (error instanceof MailUnavailableError) {
    const sentence = 'No mail can be sent: run the command with the variables of the service, MAIL_URL among them.';
    return { sentence, exitCode: EXIT_CODE.failed };
  }
  if (error instanceof PasswordInputError || error instanceof InvalidEmailError) {
    return { sentence: error.message, exitCode: EXIT_CODE.wrongUsage };
  }
  if (error instanceof ServiceUnavailableError) {
    const reason = error.cause instanceof Error ? error.cause.message : 'unknown';
    const sentence = `The database gave no answer (${reason}): try again, which does no harm.`;
    return { sentence, exitCode: EXIT_CODE.failed };
  }
  return {
    sentence: withVariables(error instanceof Error ? error.message : String(error)),
    exitCode: EXIT_CODE.failed,
  };
}
