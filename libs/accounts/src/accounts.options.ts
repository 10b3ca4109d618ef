import {
  checkedOptions,
  flag,
  oneOf,
  type OptionRule,
  type OptionRules,
  type Secret,
  secretRule,
  wholeNumber,
} from '@portcullis/auth/spi';
import type { MailTexts } from './texts/mail-texts.js';

export interface AccountsModuleOptions {
  /** The name of the application, as users know it: mails name it. */
  readonly productName: string;
  /**
   * Where the pages of the application begin: `https://app.example.com`, to which links in mails append `/reset-password` and so on.
   * Links never depend on the headers of a request. A function is called for each mail, for a URL that is known only when the application
   * listens.
   */
  readonly appUrl: string | (() => string);
  /**
   * Encrypts the mails that wait, by a key derived from it. At least 32 bytes, or the start stops. In a list the first secret encrypts,
   * and the others still decrypt.
   * @default `AuthModule`'s
   */
  readonly secret?: Secret;
  /**
   * Whether this process sends the mails that wait. Set `false` for a command, or for an instance that leaves them to others.
   * @default true
   */
  readonly sending?: boolean;
  /**
   * Replaces texts of mails, each by a function of its facts: `{ passwordReset: (facts) => ({ subject, text, html }) }`.
   * @default English texts
   */
  readonly texts?: Partial<MailTexts>;
  /**
   * Whether new users verify their address: `'optional'` sends them a mail, `'required'` also refuses to sign them in before. Stops the
   * start if it is `'required'` and there is no mailer.
   * @default 'optional'
   */
  readonly emailVerification?: 'off' | 'optional' | 'required';
  /**
   * Whether a request for a reset at an address that no account has sends a mail there that says so. The response is the same. Such mails go
   * to any address that a client types, within the limits below.
   * @default false
   */
  readonly mailsUnknownAddresses?: boolean;
  /** How many mails of one purpose clients can ask for at one address, in a quarter of an hour. @default 3 */
  readonly mailsPerAddress?: number;
  /** How many mails one network can ask for in an hour: one IPv4 address, or 64 bits of IPv6. @default 20 */
  readonly mailsPerNetwork?: number;
  /** How many wrong codes one network can present in an hour, then 429. Tokens are not counted. @default 500 */
  readonly codesPerNetwork?: number;
  /**
   * How long a user who has asked for the deletion of their account can still sign in, which keeps it, in seconds. At most a year.
   * @default 2592000 (30 days)
   */
  readonly deletionGraceSeconds?: number;
  /** How long an invitation can be accepted, in seconds; at most a year. @default 604800 (7 days) */
  readonly invitationLifetimeSeconds?: number;
  /**
   * How often accounts whose deletion is due and expired invitations are deleted, in seconds; 0 for never, in a process that leaves them
   * to others.
   * @default 300
   */
  readonly purgeInterval?: number;
}

export type CheckedAccountsOptions = Readonly<Required<Omit<AccountsModuleOptions, 'appUrl'>>> & {
  /** Without a slash at its end. Read it when a mail is composed: it may be unknown before. */
  readonly appUrl: string;
};

/** The options, checked and with their defaults. */
export const ACCOUNTS_OPTIONS = Symbol('AccountsModuleOptions');

const appUrlRule: OptionRule<AccountsModuleOptions['appUrl']> = {
  allowed: 'an http or https URL without a query, a fragment or a password, or a function that returns one',
  example: "'https://app.example.com'",
  isConfidential: true,
  accepts: (value) => typeof value === 'function' || isAppUrl(value),
};

function isAppUrl(value: unknown): value is string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  const rest = url && [url.search, url.hash, url.username, url.password].join('');
  return rest === '' && /^https?:\/\/[^?#]+$/.test(String(value)) && /^https?:$/.test(url!.protocol);
}

/** It becomes a part of subjects, which are headers. */
const productNameRule: OptionRule<string> = {
  allowed: 'one line of text',
  example: "'Acme'",
  accepts: (value) => typeof value === 'string' && value.trim() !== '' && !/\p{Cc}/u.test(value),
};

const textsRule: OptionRule<Partial<MailTexts>> = {
  allowed: 'an object of functions',
  example: '{ passwordReset: (facts) => ({ subject, text, html }) }',
  default: {},
  accepts: (value) =>
    typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'function'),
};

const MAX_DELETION_GRACE_SECONDS = 366 * 86_400;

/** As long as a one-time secret can live. */
const MAX_INVITATION_LIFETIME_SECONDS = 366 * 86_400;

/** A week. A timer can't be set to more than 24 days. */
const MAX_PURGE_INTERVAL_SECONDS = 7 * 86_400;

const RULES = {
  productName: productNameRule,
  appUrl: appUrlRule,
  secret: secretRule,
  sending: flag({ default: true }),
  texts: textsRule,
  emailVerification: oneOf(['off', 'optional', 'required'], { default: 'optional' }),
  mailsUnknownAddresses: flag({ default: false }),
  mailsPerAddress: wholeNumber({ default: 3 }),
  mailsPerNetwork: wholeNumber({ default: 20 }),
  codesPerNetwork: wholeNumber({ default: 500 }),
  deletionGraceSeconds: wholeNumber({ max: MAX_DELETION_GRACE_SECONDS, default: 30 * 86_400 }),
  invitationLifetimeSeconds: wholeNumber({ max: MAX_INVITATION_LIFETIME_SECONDS, default: 7 * 86_400 }),
  purgeInterval: wholeNumber({ min: 0, max: MAX_PURGE_INTERVAL_SECONDS, default: 300 }),
} satisfies OptionRules<AccountsModuleOptions>;

/** @throws Error with a sentence for each option that can't be used */
export function checkedAccountsOptions(options: AccountsModuleOptions): CheckedAccountsOptions {
  const checked = checkedOptions('AccountsModule', options, RULES);
  const { appUrl } = checked;
  return {
    ...checked,
    get appUrl() {
      return withoutSlash(typeof appUrl === 'function' ? appUrl() : appUrl);
    },
  };
}

function withoutSlash(url: string): string {
  if (!isAppUrl(url)) {
    throw new Error('The function appUrl of AccountsModule must return an http or https URL.');
  }
  return new URL(url).href.replace(/\/+$/, '');
}
