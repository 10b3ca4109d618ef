import type { PasswordReset } from '@portcullis/accounts';
import type { Accounts, PasswordHasher } from '@portcullis/auth';
import { type Account, type Cause, type PasswordPolicy, UnknownAccountError } from '@portcullis/auth/spi';
import { PasswordRefusedError, type RegisteredUser, UnknownUserError } from '@portcullis/users';

/** Sets the passwords of users, for operators. */
export class PasswordChange {
  constructor(
    private readonly accounts: Accounts<RegisteredUser>,
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
    private readonly resets: PasswordReset,
  ) {}

  /**
   * Writes the mail by which a user sets a new password. The running service sends it.
   *
   * @throws UnknownUserError
   * @throws DeactivatedAccountError
   * @throws MailUnavailableError
   * @throws ServiceUnavailableError
   */
  async startReset(username: string, cause: Cause): Promise<RegisteredUser> {
    const account = await this.#find(username);
    await this.resets.start({ id: account.user.id }, cause);
    return account.user;
  }

  /**
   * Sets a password without the current one. All sessions of the user end.
   *
   * @throws UnknownUserError
   * @throws PasswordRefusedError
   * @throws ServiceUnavailableError
   */
  async set(username: string, password: string, cause: Cause): Promise<RegisteredUser> {
    const { user, email } = await this.#find(username);
    const refusal = await this.policy.check(password, [user.username, email]);
    if (refusal) {
      throw new PasswordRefusedError(refusal.reason, refusal.code);
    }
    const to = await this.hasher.hash(password);
    try {
      return await this.accounts.change(cause, async (writer) => {
        const from = (await writer.find({ id: user.id }))?.passwordHash ?? null;
        return writer.setPasswordHash({ id: user.id }, { from, to });
      });
    } catch (error) {
      throw error instanceof UnknownAccountError ? new UnknownUserError(username) : error;
    }
  }

  async #find(username: string): Promise<Account<RegisteredUser>> {
    const account = await this.accounts.find({ username });
    if (!account) {
      throw new UnknownUserError(username);
    }
    return account;
  }
}
