/** A mail as `@portcullis/accounts` hands it to a mailer. */
export interface SentMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const LINK = /\bhttps?:\/\/\S+/;

/** The alphabet of `@portcullis/one-time-secrets`. */
const CODE = /\b[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}\b/;

/** A mail that the application under test has sent. */
export class ReceivedMail implements SentMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;

  constructor({ id, to, subject, text, html }: SentMail) {
    this.id = id;
    this.to = to;
    this.subject = subject;
    this.text = text;
    this.html = html;
  }

  /**
   * The first link of the text.
   *
   * @throws Error if there is none
   */
  get link(): string {
    return this.#demand('link', LINK.exec(this.text)?.[0]);
  }

  /**
   * The secret of the link, `#token=…`.
   *
   * @throws Error if there is none
   */
  get token(): string {
    const { hash } = new URL(this.link);
    return this.#demand('token', new URLSearchParams(hash.slice(1)).get('token'));
  }

  /**
   * The code as users see it, `WDJB-MJHT`.
   *
   * @throws Error if there is none
   */
  get code(): string {
    return this.#demand('code', CODE.exec(this.text.replace(LINK, ''))?.[0]);
  }

  #demand(what: string, found: string | null | undefined): string {
    if (!found) {
      throw new Error(`The text of the mail '${this.subject}' has no ${what}:\n${this.text}`);
    }
    return found;
  }
}
