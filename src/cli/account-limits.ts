import { accountOf, BudgetedSignInLimiter, SystemClock } from '@portcullis/auth/spi';
import { connectToRedis, PostgresBudgetStore, RedisBudgetStore } from '@portcullis/limits';
import { type RegisteredUser, PostgresUserRepository, UnknownUserError } from '@portcullis/users';
import type { DataSource } from 'typeorm';
import type { Settings } from '../config/settings.js';

/** Changes the counted sign-in attempts of the account that a username belongs to. */
export class AccountLimits {
  constructor(
    private readonly dataSource: DataSource,
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
    const { preparedStatements, redisUrl, issuer } = this.settings;
    const credentials = await new PostgresUserRepository(this.dataSource, { preparedStatements }).findByUsername(
      username,
    );
    if (!credentials) {
      throw new UnknownUserError(username);
    }
    const redis = redisUrl === undefined ? undefined : await connectToRedis({ url: redisUrl });
    try {
      const store = redis
        ? new RedisBudgetStore(redis)
        : new PostgresBudgetStore(this.dataSource, { preparedStatements });
      await work(new BudgetedSignInLimiter(store, new SystemClock(), {}, issuer), accountOf(credentials.user));
    } finally {
      redis?.close();
    }
    return credentials.user;
  }
}
