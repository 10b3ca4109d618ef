import type { Transaction } from '@portcullis/auth/spi';
import type { MailContent } from '../mail/mail.js';
import type { MailRequest } from './mail-request.js';

export interface ComposedMail {
  /** One plain address, `local@domain`. */
  readonly to: string;
  readonly content: MailContent;
}

/**
 * Composes the mails of one purpose, outside of the request that asked for them. Extend this class and provide it in any module. It is
 * found at start and must be a singleton.
 */
export abstract class MailComposer {
  /** The purpose of the requests that this composer answers: `password_reset`, for example. */
  abstract readonly purpose: string;

  /**
   * Decides whether there is anything to send, and composes it. An error is logged, and the request is composed again later.
   *
   * @param transaction stores the finished mail. Issue its secrets in this transaction: a crash then sends the same secret again
   * @returns `null` if nothing is sent
   */
  abstract compose(request: MailRequest, transaction: Transaction): Promise<ComposedMail | null>;
}
