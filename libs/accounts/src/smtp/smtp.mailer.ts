import type { OnApplicationShutdown } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { assertSendable } from '../mail/assert-sendable.js';
import type { Mail } from '../mail/mail.js';
import { Mailer } from '../mail/mailer.js';
import { senderAddressOf } from './sender-address.js';
import { checkedSmtpOptions, type SmtpMailerOptions } from './smtp.options.js';
import { smtpServerOf } from './smtp-url.js';

/** A connection is closed after this time without a mail. Servers wait longer. */
const IDLE_MILLISECONDS = 30_000;

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;

/**
 * Sends mails over SMTP, by nodemailer. One connection serves mails one after the other. A mail has one recipient, text and HTML, and a
 * `Message-ID` made of its id, by which a receiver knows a mail that was sent twice.
 *
 * @example
 * ```ts
 * AccountsModule.forRoot({ …, mailer: { useFactory: () => new SmtpMailer({ url, from: 'Acme <no-reply@example.com>' }) } })
 * ```
 */
export class SmtpMailer extends Mailer implements OnApplicationShutdown {
  readonly #transport;
  readonly #from;

  /** @throws Error with a sentence for each option that can't be used. It contains no password */
  constructor(options: SmtpMailerOptions) {
    super();
    const { url, from, requireTls, ca, timeoutSeconds } = checkedSmtpOptions(options);
    const { host, port, isSecure, credentials } = smtpServerOf(url)!;
    const timeout = timeoutSeconds * 1_000;
    this.#from = senderAddressOf(from)!;
    this.#transport = createTransport({
      pool: true,
      host,
      port,
      secure: isSecure,
      requireTLS: requireTls ?? (credentials !== null && !LOOPBACK.test(host)),
      ...(credentials && { auth: credentials }),
      tls: { minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) },
      maxConnections: 1,
      // The outbox repeats mails. A mail that is repeated here could arrive twice.
      maxRequeues: 0,
      idleTimeout: IDLE_MILLISECONDS,
      dnsTimeout: timeout,
      connectionTimeout: timeout,
      greetingTimeout: timeout,
      socketTimeout: timeout,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  /** @throws UnsendableMailError if a header would have several lines, or if there is not one recipient */
  async send(mail: Mail, signal?: AbortSignal): Promise<void> {
    assertSendable(mail);
    const { id, to, subject, text, html } = mail;
    const { address } = this.#from;
    await this.#transport.sendMail({
      from: this.#from,
      to: { name: '', address: to },
      envelope: { from: address, to: [to] },
      subject,
      text,
      html,
      messageId: `<${id}@${address.slice(address.lastIndexOf('@') + 1)}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      xMailer: false,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(signal && { signal }),
    });
  }

  onApplicationShutdown(): void {
    this.#transport.close();
  }
}
