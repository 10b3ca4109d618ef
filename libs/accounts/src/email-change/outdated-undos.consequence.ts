import { Injectable } from '@nestjs/common';
import { type AccountChange, AccountConsequence, canonicalEmail, type Transaction } from '@portcullis/auth/spi';
import { OneTimeSecrets } from '@portcullis/one-time-secrets';
import { EMAIL_UNDO } from './email-change-notice.js';

/**
 * An address that is back ends the undo links of the changes that led away from it. Otherwise a thief who changes the address and then
 * changes it back could keep a link to their own mailbox.
 */
@Injectable()
export class OutdatedUndos extends AccountConsequence {
  constructor(private readonly secrets: OneTimeSecrets) {
    super();
  }

  async follow(change: AccountChange, transaction: Transaction): Promise<void> {
    if (change.kind === 'email_changed') {
      const chain = { purpose: EMAIL_UNDO, subject: String(change.user.id), boundTo: canonicalEmail(change.to) };
      await this.secrets.revokeSince(chain, transaction);
    }
  }
}
