import type { Mail } from './mail.js';

/** Hands mails to a mail server. A port; the class is both type and injection token. */
export abstract class Mailer {
  /**
   * Sends one mail. It is sent again later if the promise rejects, or if the process ends before it resolves.
   *
   * @param signal aborts when the outbox stops waiting: after 45 seconds, or when the application shuts down
   */
  abstract send(mail: Mail, signal: AbortSignal): Promise<void>;
}
