import { Injectable } from '@nestjs/common';
import { Accounts } from '@portcullis/auth';
import { signInOriginOf } from '@portcullis/auth/spi';
import { CurrentPassword, type OwnRequest } from './current-password.js';
import { NewPasswords } from './new-passwords.js';

export interface NewPasswordOfUser {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** Lets users change their own password. */
@Injectable()
export class PasswordChange {
  constructor(
    private readonly accounts: Accounts,
    private readonly currentPassword: CurrentPassword,
    private readonly newPasswords: NewPasswords,
  ) {}

  /**
   * Changes the password of the user who makes the request and knows the current one. The session of the request stays. In the same
   * transaction all other sessions end, pending resets become invalid, and a notice is written to the user.
   *
   * A wrong current password is counted like one at a sign-in. The new password is checked before, so that its refusal costs no attempt.
   *
   * In a transaction of the application (`Database.within`) the change is committed with that transaction.
   *
   * @throws NewPasswordRefusedError
   * @throws IncorrectPasswordError
   * @throws PasswordChangedError if another request has changed the password meanwhile
   * @throws TooManyAttemptsError
   * @throws UnknownAccountError if the user was deleted meanwhile
   * @throws ServiceUnavailableError if the database or the hashing is unavailable
   */
  async change({ currentPassword, newPassword }: NewPasswordOfUser, request: OwnRequest): Promise<void> {
    const account = await this.currentPassword.accountOf(request);
    await this.newPasswords.assertAccepted(newPassword, account);
    const from = await this.currentPassword.verify(currentPassword, account, request);
    const to = await this.newPasswords.hash(newPassword, account, signInOriginOf(request.raw.request));
    await this.accounts.change(request, (writer) => writer.setPasswordHash({ id: request.actor.id }, { from, to }));
  }
}
