import { Injectable } from '@nestjs/common';
import { Accounts, canonicalName } from '@portcullis/auth';
import type { Account, AccountWriter } from '@portcullis/auth/spi';
import { CurrentPassword, type OwnRequest } from '../password/current-password.js';
import { takenErrorOf } from '../routes/taken.errors.js';

export const NAME_RESERVED_SECONDS = 30 * 86_400;

export interface NewUsernameOfUser {
  /** Satisfies `usernameRule`. */
  readonly username: string;
  readonly currentPassword: string;
}

/** Lets users change their own name. */
@Injectable()
export class UsernameChange {
  constructor(
    private readonly accounts: Accounts,
    private readonly currentPassword: CurrentPassword,
  ) {}

  /**
   * Changes the name of the user who makes the request and knows the password. Sessions stay. In the same transaction the earlier name is
   * reserved for 30 days, so that only this user can take it, and a notice is written to the user.
   *
   * In a transaction of the application (`Database.within`) the change is committed with that transaction.
   *
   * @returns the account after the change
   * @throws UsernameTakenError
   * @throws IncorrectPasswordError
   * @throws PasswordChangedError if another request has changed the password meanwhile
   * @throws TooManyAttemptsError
   * @throws UnknownAccountError if the user was deleted meanwhile
   * @throws InactiveUserError if the user was deactivated meanwhile
   * @throws ServiceUnavailableError if the database or the hashing is unavailable
   */
  async change({ username, currentPassword }: NewUsernameOfUser, request: OwnRequest): Promise<Account> {
    const account = await this.currentPassword.accountOf(request);
    const passwordHash = await this.currentPassword.verify(currentPassword, account, request);
    try {
      return await this.accounts.change(request, async (writer) => {
        const locked = await this.currentPassword.lockedAccountOf(request, passwordHash, writer);
        return { ...locked, user: await rename(locked, username, writer) };
      });
    } catch (error) {
      throw takenErrorOf(error);
    }
  }
}

async function rename({ user: { id, username: former } }: Account, username: string, writer: AccountWriter) {
  const renamed = await writer.setUsername({ id }, username);
  // Another spelling of the same name gives nothing up.
  if (canonicalName(former) !== canonicalName(username)) {
    await writer.reserveUsername(former, { seconds: NAME_RESERVED_SECONDS, userId: id });
  }
  return renamed;
}
