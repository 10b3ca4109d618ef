import { type BudgetRule, BudgetStore, ServiceUnavailableError, waitsOf } from '@portcullis/auth';
import { GIVE_BACK, SPEND } from './budget-scripts.js';
import type { RedisConnection } from './redis-connection.js';

/**
 * Keeps budgets in Redis, so that they hold across instances and restarts; as long as Redis itself keeps them, which is its
 * operator's to configure.
 */
export class RedisBudgetStore extends BudgetStore {
  /** @param prefix stands before every key */
  constructor(
    private readonly redis: RedisConnection,
    private readonly prefix = 'portcullis:',
  ) {
    super();
  }

  async spend(key: string, rule: BudgetRule, now: number): Promise<number | null> {
    const { free, max, lifetime, since } = rule;
    const numbers = [now, free, max, lifetime, since === 'first' ? 1 : 0, ...waitsOf(rule)];
    const refusedUntil = await reached(this.redis.eval(SPEND, this.#call(key, numbers)));
    return typeof refusedUntil === 'number' ? refusedUntil : null;
  }

  async giveBack(key: string, rule: BudgetRule, spentAt: number): Promise<void> {
    await reached(this.redis.eval(GIVE_BACK, this.#call(key, [spentAt, rule.free, ...waitsOf(rule)])));
  }

  async forget(key: string): Promise<void> {
    await reached(this.redis.del(this.prefix + key));
  }

  #call(key: string, numbers: readonly number[]) {
    return { keys: [this.prefix + key], arguments: numbers.map(String) };
  }
}

/** Whatever it says, nobody knows then whether an attempt may be made. */
async function reached<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    throw new ServiceUnavailableError({ cause });
  }
}
