/** The token of what hands mails to a mail server. A library that sends mails provides it, and a test kit overrides it. */
export const MAIL_TRANSPORT = Symbol('MailTransport');

/** The token of a flag: whether mails are sent in the background. A test kit overrides it by `false`. */
export const BACKGROUND_MAIL = Symbol('BackgroundMail');

/** The mails that wait to be sent. A library that sends mails provides it, for a test kit. */
export abstract class WaitingMails {
  /**
   * Sends every mail that is due, in the order in which they were written. Resolves when all were handed to the transport.
   *
   * @throws ServiceUnavailableError
   */
  abstract sendAll(): Promise<void>;
}
