/** What a mail says. */
export interface MailContent {
  /** One line. */
  readonly subject: string;
  /** The plain text, for readers without HTML. */
  readonly text: string;
  /** A whole HTML document that says the same. */
  readonly html: string;
}

/** A finished mail to one recipient. */
export interface Mail extends MailContent {
  /** A UUID. A mail that is sent again, after a crash for example, has the same id and the same content: `Message-ID` is made of it. */
  readonly id: string;
  /** One plain address, `local@domain`, in the spelling that the user has typed. */
  readonly to: string;
}
