/** A page of several sections, of which it shows one at a time. */
export interface AccountPage {
  readonly sections: readonly Section[];
}

/**
 * The sections of a page: `link` for a user who has followed the link of a mail, `no-link` for any other, `new-mail` asks for a mail,
 * `used-link` follows a link that is no longer valid, and `done` follows success.
 */
export type SectionName = 'link' | 'no-link' | 'new-mail' | 'used-link' | 'done';

export interface Section {
  readonly name: SectionName;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly form?: Form;
  readonly links?: readonly Link[];
}

/** A way to another section, or to another page. */
export type Link = { readonly label: string } & ({ readonly section: SectionName } | { readonly page: string });

export interface Form {
  /** The route that the form posts to, relative to the root of the service. */
  readonly route: string;
  /** Whether the token of the link is sent with the fields. @default false */
  readonly sendsToken?: boolean;
  readonly fields: readonly Field[];
  readonly button: string;
  /** The section that follows success, with a note above its form. */
  readonly next: { readonly section: SectionName; readonly note?: string };
  /** The section that follows a secret that is not valid. @default none: the form stays, and tells the problem */
  readonly onInvalidSecret?: SectionName;
  /** What the form tells of a problem, by its code. @default the words of the script, or of the service */
  readonly problems?: Readonly<Record<string, string>>;
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind: 'email' | 'code' | 'username' | 'new-password';
  readonly hint?: string;
  /** The code of a problem that is about this field. */
  readonly problem?: string;
}
