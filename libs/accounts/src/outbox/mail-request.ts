import type { RequestOrigin } from '@portcullis/auth/spi';

/** A mail that was asked for at an address, before anything is known of the address. */
export interface NewMailRequest {
  /** Which mail: the `MailComposer` of this purpose composes it. */
  readonly purpose: string;
  /** As it was typed. It may belong to no user. */
  readonly address: string;
  /** Where the request came from, for the text of the mail. */
  readonly origin: RequestOrigin;
  /** What else the composer needs. Stored as JSON, encrypted. @default nothing */
  readonly payload?: unknown;
}

/** A request as its composer gets it. */
export interface MailRequest extends NewMailRequest {
  /** Milliseconds since the epoch, by the clock of the database. */
  readonly requestedAt: number;
}
