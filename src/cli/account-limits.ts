import { accountOf, BudgetedSignInLimiter, SystemClock } from '@portcullis/auth/spi';
import { connectToRedis, PostgresBudgetStore, RedisBudgetStore } from '@portcullis/limits';
import type { Database } from '@portcullis/database';
import { type RegisteredUser, UnknownUserError, UserDirectory } from '@portcullis/users';
import type { Settings } from '../config/settings.js';

/** Changes the counted sign-in attempts of the account that a username belongs to. */
export class AccountLimits {
  constructor(
    private readonly database: Database,
    private readonly directory: UserDirectory,
    private readonly settings: Settings,
  ) {}

  /**
   * Resets the counts of wrong passwords, also those of known devices.
   *
   * @throws UnknownUserError
   * @throws ServiceUnavailableError
   */
  unlock(username: string): Promise<RegisteredUser> {
    return this.#change(username, (limiter, account) => limiter.unlock(account));
  }

  /**
   * Forgets all known devices.
   *
   * @throws UnknownUserError
   * @throws ServiceUnavailableError
   */
  forgetDevices(username: string): Promise<RegisteredUser> {
    return this.#change(username, (limiter, account) => limiter.revokeDevices(account));
  }

  async #change(
    username: string,
    work: (limiter: BudgetedSignInLimiter, account: string) => Promise<void>,
  ): Promise<RegisteredUser> {
    const { redisUrl, issuer } = this.settings;
    const user = await this.directory.find({ username });
    if (!user) {
      throw new UnknownUserError(username);
    }
    const redis = redisUrl === undefined ? undefined : await connectToRedis({ url: redisUrl });
    try {
      const store = redis ? new RedisBudgetStore(redis) : new PostgresBudgetStore(this.database);
      await work(new BudgetedSignInLimiter(store, new SystemClock(), {}, issuer), accountOf(user));
    } finally {
      redis?.close();
    }
    return user;
  }
}
