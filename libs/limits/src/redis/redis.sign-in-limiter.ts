import type { OnApplicationShutdown } from '@nestjs/common';
import { BudgetedSignInLimiter, type Clock, type SignInOptions } from '@portcullis/auth';
import { RedisBudgetStore } from './redis.budget.store.js';
import type { RedisConnection } from './redis-connection.js';

/** Counts in Redis, by a connection of its own, which it closes with the application. */
export class RedisSignInLimiter extends BudgetedSignInLimiter implements OnApplicationShutdown {
  readonly #redis: RedisConnection;

  /**
   * @param scope keeps apart those who share a Redis: names of two issuers are not the same people
   * @param prefix stands before every key
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
