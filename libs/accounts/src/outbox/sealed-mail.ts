import { Inject, Injectable } from '@nestjs/common';
import { plainOriginOf } from '@portcullis/auth/spi';
import { ACCOUNTS_OPTIONS, type CheckedAccountsOptions } from '../accounts.options.js';
import type { Mail } from '../mail/mail.js';
import type { ComposedMail } from './mail.composer.js';
import type { MailRequest, NewMailRequest } from './mail-request.js';
import { MailSeal } from './mail-seal.js';
import type { LeasedRow } from './outbox.table.js';

interface RowName {
  readonly id: string;
  readonly purpose: string;
}

/** Encrypts and decrypts what a row of the outbox holds: a request, or a finished mail with its recipient. */
@Injectable()
export class SealedMail {
  readonly #seal: MailSeal;

  constructor(@Inject(ACCOUNTS_OPTIONS) { secret }: Pick<CheckedAccountsOptions, 'secret'>) {
    this.#seal = new MailSeal(secret);
  }

  sealRequest({ id, purpose }: RowName, { address, origin, payload }: NewMailRequest): Buffer {
    const place = { id, purpose, column: 'request' } as const;
    return this.#seal.seal(place, { address, origin: plainOriginOf(origin), payload });
  }

  sealContent({ id, purpose }: RowName, { to, content: { subject, text, html } }: ComposedMail): Buffer {
    return this.#seal.seal({ id, purpose, column: 'content' }, { to, subject, text, html });
  }

  /** @throws Error if no secret opens it */
  requestIn({ id, purpose, createdAt }: LeasedRow, sealed: Buffer): MailRequest {
    const opened = this.#seal.open({ id, purpose, column: 'request' }, sealed) as Omit<NewMailRequest, 'purpose'>;
    return { ...opened, purpose, requestedAt: createdAt };
  }

  /** @throws Error if no secret opens it */
  mailIn({ id, purpose }: RowName, sealed: Buffer): Mail {
    return { id, ...(this.#seal.open({ id, purpose, column: 'content' }, sealed) as Omit<Mail, 'id'>) };
  }
}
