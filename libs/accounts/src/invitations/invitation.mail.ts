import { Inject, Injectable } from '@nestjs/common';
import { Accounts } from '@portcullis/auth';
import type { Actor, Transaction } from '@portcullis/auth/spi';
import { OneTimeSecrets } from '@portcullis/one-time-secrets';
import { ACCOUNTS_OPTIONS, type CheckedAccountsOptions } from '../accounts.options.js';
import { MailOutbox } from '../outbox/mail-outbox.js';
import { MailTexts } from '../texts/mail-texts.js';
import type { Invitation } from './invitation.js';

/** The purpose of the secrets and of the mails. The subject of a secret is the id of its invitation. */
export const INVITATION = 'invitation';

/** Writes the mail by which an invited user makes an account. */
@Injectable()
export class InvitationMail {
  constructor(
    private readonly accounts: Accounts,
    private readonly secrets: OneTimeSecrets,
    private readonly outbox: MailOutbox,
    private readonly texts: MailTexts,
    @Inject(ACCOUNTS_OPTIONS) private readonly options: CheckedAccountsOptions,
  ) {}

  /**
   * Returns the name of the user who invites; `null` if it is not a user. Call it before a transaction begins: inside of one it waits for a
   * second connection.
   */
  async nameOf(actor: Actor): Promise<string | null> {
    const account = actor.kind === 'user' ? await this.accounts.find({ id: actor.id }) : null;
    return account && account.user.username;
  }

  /** Issues the secret of the mail, and writes both in the transaction. The secret replaces that of an earlier mail. */
  async put({ id, email }: Invitation, invitedBy: string | null, transaction: Transaction): Promise<void> {
    const { appUrl, invitationLifetimeSeconds: linkLifetimeSeconds } = this.options;
    const secret = { purpose: INVITATION, subject: id, lifetimeSeconds: linkLifetimeSeconds };
    const { token } = await this.secrets.issue(secret, transaction);
    const link = `${appUrl}/accept-invitation#token=${token}`;
    const content = this.texts.invitation({ invitedBy, link, linkLifetimeSeconds });
    await this.outbox.put({ purpose: INVITATION, to: email, content }, transaction);
  }
}
