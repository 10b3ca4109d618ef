import { checkedOptions, type OptionRule, type OptionRules, optional, wholeNumber } from '@portcullis/auth/spi';
import { senderAddressOf } from './sender-address.js';
import { smtpServerOf } from './smtp-url.js';

export interface SmtpMailerOptions {
  /**
   * The mail server: `smtp://user:password@host:587`, which changes to TLS by STARTTLS, or `smtps://user:password@host:465`. Percent-encode
   * special characters of the user and the password.
   */
  readonly url: string;
  /** The sender of every mail: `no-reply@example.com` or `Acme <no-reply@example.com>`. */
  readonly from: string;
  /**
   * Whether mails to a server without TLS fail. The default keeps the password off the network.
   * @default true if the URL has a password and its host is not this machine. Otherwise TLS is used if the server offers it
   */
  readonly requireTls?: boolean;
  /** Certificates in PEM of authorities that vouch for the server, in the place of those of Node. @default those of Node */
  readonly ca?: string;
  /** How long to wait for a connection, and for each response of the server, in seconds. @default 10 */
  readonly timeoutSeconds?: number;
}

const urlRule: OptionRule<string> = {
  allowed: 'smtp://user:password@host:587 or smtps://user:password@host:465, with special characters percent-encoded',
  example: 'process.env.MAIL_URL',
  isConfidential: true,
  accepts: (value) => smtpServerOf(value) !== null,
};

const fromRule: OptionRule<string> = {
  allowed: 'one e-mail address, or a name and the address in angle brackets',
  example: "'Acme <no-reply@example.com>'",
  accepts: (value) => senderAddressOf(value) !== null,
};

const flagRule: OptionRule<boolean> = {
  allowed: 'true or false',
  example: 'true',
  accepts: (value) => typeof value === 'boolean',
};

const pemRule: OptionRule<string> = {
  allowed: 'certificates in PEM',
  example: "readFileSync('ca.pem', 'utf8')",
  isConfidential: true,
  accepts: (value) => typeof value === 'string' && value.includes('-----BEGIN CERTIFICATE-----'),
};

const RULES = {
  url: urlRule,
  from: fromRule,
  requireTls: optional(flagRule),
  ca: optional(pemRule),
  timeoutSeconds: wholeNumber({ max: 10, default: 10 }),
} satisfies OptionRules<SmtpMailerOptions>;

/** @throws Error with a sentence for each option that can't be used. It contains no password */
export function checkedSmtpOptions(options: SmtpMailerOptions) {
  return checkedOptions('SmtpMailer', options, RULES, 'new SmtpMailer(');
}
