import { type ErrorDocumentation, RetryableError } from '@portcullis/auth/spi';

/** An operator has to act first. */
const RETRY_AFTER_SECONDS = 60;

/** The application has no mailer, so it can't do what needs a mail. */
export class MailUnavailableError extends RetryableError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'mail_unavailable',
    kind: 'unavailable',
    description: 'This service can send no mail at present',
    when: 'The application has no mailer.',
  };

  constructor(options?: ErrorOptions) {
    super(undefined, RETRY_AFTER_SECONDS, options);
  }
}
