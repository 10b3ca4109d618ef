import { Injectable } from '@nestjs/common';
import { Accounts } from '@portcullis/auth';
import {
  type Account,
  type Cause,
  InvalidGrantError,
  PasswordAuthentication,
  type PasswordRequest,
  type PasswordResult,
  SignInLimiter,
  signInOriginOf,
  UnknownAccountError,
} from '@portcullis/auth/spi';
import { NewPasswords } from './new-passwords.js';
import { IncorrectPasswordError } from './password.errors.js';

export interface NewPasswordOfUser {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** The request of a signed-in user. */
export type OwnRequest = PasswordRequest & {
  /** The user, and the session that stays. */
  readonly actor: Extract<Cause['actor'], { readonly kind: 'user' }>;
};

/** Lets users change their own password. */
@Injectable()
export class PasswordChange {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: PasswordAuthentication,
    private readonly limiter: SignInLimiter,
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
    const key = { id: request.actor.id };
    const account = await this.accounts.find(key);
    if (!account) {
      throw new UnknownAccountError();
    }
    await this.newPasswords.assertAccepted(newPassword, account);
    const from = await this.#verified(currentPassword, account, request);
    const to = await this.newPasswords.hash(newPassword, account, signInOriginOf(request.raw.request));
    await this.accounts.change(request, (writer) => writer.setPasswordHash(key, { from, to }));
  }

  /** Returns the stored hash that the password matches. */
  async #verified(password: string, { user }: Account, request: OwnRequest): Promise<string> {
    const result = await this.#proven({ username: user.username, password }, request);
    if (String(result.user.id) !== request.actor.id) {
      // The name belongs to another user since the account was read.
      throw new IncorrectPasswordError();
    }
    await this.limiter.forgive(result.attempt);
    return result.password.passwordHash;
  }

  async #proven(given: { username: string; password: string }, request: OwnRequest): Promise<PasswordResult> {
    try {
      return await this.passwords.verify(given, request, { rehash: false });
    } catch (error) {
      throw error instanceof InvalidGrantError ? new IncorrectPasswordError({ cause: error }) : error;
    }
  }
}
