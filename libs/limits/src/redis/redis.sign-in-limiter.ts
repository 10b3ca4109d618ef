import type { OnApplicationShutdown } from '@nestjs/common';
import type { Clock } from '@portcullis/auth';
import { BudgetedSignInLimiter, type SignInOptions } from '@portcullis/auth/spi';
import { RedisBudgetStore } from './redis.budget.store.js';
import type { RedisConnection } from './redis-connection.js';

/** Counts attempts in Redis. Closes the connection with the application. */
export class RedisSignInLimiter extends BudgetedSignInLimiter implements OnApplicationShutdown {
  readonly #redis: RedisConnection;

  /**
   * @param scope separates the accounts of issuers that share a Redis
   * @param prefix the prefix of every key
   */
  constructor(
    redis: RedisConnection,
    clock: Clock,
    options: SignInOptions | undefined,
    scope: string,
    prefix?: string,
  ) {
    super(new RedisBudgetStore(redis, prefix), clock, options, scope);
    this.#redis = redis;
  }

  onApplicationShutdown(): void {
    this.#redis.close();
  }
}
