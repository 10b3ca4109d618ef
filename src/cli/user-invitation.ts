import type { Invitation, Invitations } from '@portcullis/accounts';
import { type Cause, emailRule } from '@portcullis/auth/spi';

/** The argument is no e-mail address. */
export class InvalidEmailError extends Error {}

/** Invites users, for operators. The running service sends the mail. */
export class UserInvitation {
  constructor(private readonly invitations: Invitations) {}

  /**
   * @throws InvalidEmailError
   * @throws EmailTakenError
   * @throws MailUnavailableError
   * @throws ServiceUnavailableError
   */
  async invite(email: string, roles: readonly string[], cause: Cause): Promise<Invitation> {
    if (emailRule(email) !== null) {
      throw new InvalidEmailError('This is not an e-mail address that a user can have, like alice@example.com.');
    }
    return this.invitations.invite({ email, roles: [...new Set(roles)] }, cause);
  }
}
