import { ServiceUnavailableError } from '@portcullis/auth';
import { BudgetStore, type Charge } from '@portcullis/auth/spi';
import { BEGUN_AT, FORGET, GIVE_BACK, SPEND } from './budget-scripts.js';
import type { RedisConnection } from './redis-connection.js';

/** Keeps budgets in Redis: they hold across instances and restarts, if Redis is configured to keep its data. */
export class RedisBudgetStore extends BudgetStore {
  /** @param prefix the prefix of every key */
  constructor(
    private readonly redis: RedisConnection,
    private readonly prefix = 'portcullis:',
  ) {
    super();
  }

  async spend(charges: readonly Charge[], now: number): Promise<number | null> {
    const rules = charges.flatMap(({ rule, isPart = false }, index) => [
      rule.free,
      rule.firstDelay,
      rule.maxDelay,
      rule.max,
      rule.lifetime,
      rule.since === 'first' ? 1 : 0,
      isPart ? 1 : 0,
      charges[index + 1]?.isPart ? 1 : 0,
    ]);
    return this.#timeOf(SPEND, keysOf(charges), [now, ...rules]);
  }

  async giveBack(charges: readonly Charge[], spentAt: number): Promise<void> {
    const rules = charges.flatMap(({ rule }) => [rule.free, rule.firstDelay, rule.maxDelay]);
    await this.#timeOf(GIVE_BACK, keysOf(charges), [spentAt, ...rules]);
  }

  async forget(keys: readonly string[]): Promise<void> {
    await this.#timeOf(FORGET, keys, []);
  }

  begunAt(key: string, now: number): Promise<number | null> {
    return this.#timeOf(BEGUN_AT, [key], [now]);
  }

  async #timeOf(script: string, keys: readonly string[], numbers: readonly number[]): Promise<number | null> {
    const time = await reached(this.redis.eval(script, { keys: this.#named(keys), arguments: numbers.map(String) }));
    return time === null ? null : Number(time);
  }

  #named(keys: readonly string[]): string[] {
    return keys.map((key) => this.prefix + key);
  }
}

function keysOf(charges: readonly Charge[]): string[] {
  return charges.map(({ key }) => key);
}

/** Every error is a `ServiceUnavailableError`: without the count it is unknown whether an attempt is allowed. */
async function reached<T>(reply: Promise<T>): Promise<T> {
  try {
    return await reply;
  } catch (cause) {
    throw new ServiceUnavailableError({ cause });
  }
}
