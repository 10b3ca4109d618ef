import { Inject, Injectable } from '@nestjs/common';
import { Accounts } from '@portcullis/auth';
import type { Transaction } from '@portcullis/auth/spi';
import { ACCOUNTS_OPTIONS, type CheckedAccountsOptions } from '../accounts.options.js';
import { type ComposedMail, MailComposer } from '../outbox/mail.composer.js';
import type { MailRequest } from '../outbox/mail-request.js';
import { MailTexts } from '../texts/mail-texts.js';

export const DUPLICATE_REGISTRATION = 'duplicate_registration';

/** Tells an active user that their address was entered in a registration. */
@Injectable()
export class DuplicateRegistrationComposer extends MailComposer {
  readonly purpose = DUPLICATE_REGISTRATION;

  constructor(
    private readonly accounts: Accounts,
    private readonly texts: MailTexts,
    @Inject(ACCOUNTS_OPTIONS) private readonly options: CheckedAccountsOptions,
  ) {
    super();
  }

  async compose({ address, origin, requestedAt }: MailRequest, transaction: Transaction): Promise<ComposedMail | null> {
    const owner = await this.accounts.find({ email: address }, transaction);
    if (!owner?.user.isActive) {
      return null;
    }
    const { username } = owner.user;
    const content = this.texts.duplicateRegistration({ username, at: requestedAt, origin, link: this.options.appUrl });
    return { to: owner.email, content };
  }
}
