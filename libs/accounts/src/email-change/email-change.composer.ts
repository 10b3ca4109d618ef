import { Inject, Injectable } from '@nestjs/common';
import { Accounts } from '@portcullis/auth';
import type { Transaction } from '@portcullis/auth/spi';
import { ACCOUNTS_OPTIONS, type CheckedAccountsOptions } from '../accounts.options.js';
import { type ComposedMail, MailComposer } from '../outbox/mail.composer.js';
import type { MailRequest } from '../outbox/mail-request.js';
import { MailTexts } from '../texts/mail-texts.js';
import {
  CHANGE_CODE_LIFETIME_SECONDS,
  CHANGE_LINK_LIFETIME_SECONDS,
  EMAIL_CHANGE,
  PendingEmailChange,
} from './pending-email-change.js';

/** The payload of a mail request. */
export interface EmailChangeOrder {
  /** The user who has asked for another address. */
  readonly userId: string;
  /** `null` if too many mails were asked for: the owner of the address is told all the same. */
  readonly ticket: string | null;
}

/** Sends the mail that confirms a new address. If another user has the address, that user is told instead. */
@Injectable()
export class EmailChangeComposer extends MailComposer {
  readonly purpose = EMAIL_CHANGE;

  constructor(
    private readonly accounts: Accounts,
    private readonly pending: PendingEmailChange,
    private readonly texts: MailTexts,
    @Inject(ACCOUNTS_OPTIONS) private readonly options: CheckedAccountsOptions,
  ) {
    super();
  }

  async compose(request: MailRequest, transaction: Transaction): Promise<ComposedMail | null> {
    const { userId, ticket } = request.payload as EmailChangeOrder;
    const owner = await this.accounts.find({ email: request.address }, transaction);
    if (owner) {
      return { to: owner.email, content: this.#toOwner(owner.user.username, request) };
    }
    return ticket === null ? null : this.#toUser(userId, ticket, request, transaction);
  }

  #toOwner(username: string, { requestedAt: at, origin }: MailRequest) {
    return this.texts.duplicateRegistration({ username, at, origin, link: this.options.appUrl });
  }

  async #toUser(
    userId: string,
    ticket: string,
    { address, requestedAt: at, origin }: MailRequest,
    transaction: Transaction,
  ): Promise<ComposedMail | null> {
    const account = await this.accounts.find({ id: userId }, transaction);
    const secrets = account && (await this.pending.issueSecrets(ticket, account, transaction));
    if (!secrets) {
      return null;
    }
    const content = this.texts.emailChange({
      username: account.user.username,
      at,
      origin,
      link: `${this.options.appUrl}/change-email#token=${secrets.token}`,
      linkLifetimeSeconds: CHANGE_LINK_LIFETIME_SECONDS,
      code: secrets.code!,
      codeLifetimeSeconds: CHANGE_CODE_LIFETIME_SECONDS,
    });
    return { to: address, content };
  }
}
