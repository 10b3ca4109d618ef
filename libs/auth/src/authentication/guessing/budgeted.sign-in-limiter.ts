import { createHash } from 'node:crypto';
import type { Clock } from '../../clock/clock.js';
import { TooManyAttemptsError } from '../../errors/auth.error.js';
import { networkOf } from '../network-of.js';
import type { SignInAttempt } from '../sign-in-attempt.js';
import { SignInLimiter } from '../sign-in-limiter.js';
import type { BudgetRule } from './budget.js';
import type { BudgetStore } from './budget.store.js';
import { checkedSignInOptions, type SignInOptions } from './sign-in.options.js';

/**
 * Counts guesses in budgets: one for each address; one for each account, shared by all devices that it was never signed in on;
 * and one for each device that it was, which nobody else can use up. An attempt is spent on its address and on one of the
 * other two, or on neither.
 */
export class BudgetedSignInLimiter extends SignInLimiter {
  readonly #ofAccount: BudgetRule;
  readonly #ofAddress: BudgetRule;
  readonly #spentAt = new WeakMap<SignInAttempt, number>();

  /**
   * @param scope keeps apart those who share a store: names of two issuers are not the same people
   * @throws Error where an option can't be used
   */
  constructor(
    private readonly store: BudgetStore,
    private readonly clock: Clock,
    options: SignInOptions = {},
    private readonly scope = '',
  ) {
    super();
    const checked = checkedSignInOptions(options);
    this.#ofAccount = {
      free: checked.freeAttempts,
      firstDelay: checked.firstDelay * 1_000,
      maxDelay: checked.maxDelay * 1_000,
      max: checked.maxAttempts,
      lifetime: checked.forgetAfter * 1_000,
      since: 'last',
    };
    this.#ofAddress = {
      free: checked.attemptsPerAddress,
      firstDelay: 0,
      maxDelay: 0,
      max: checked.attemptsPerAddress,
      lifetime: checked.addressWindow * 1_000,
      since: 'first',
    };
  }

  // The address first: who has used up that must not use up the accounts of others.
  async spend(attempt: SignInAttempt): Promise<void> {
    const now = this.clock.now();
    await this.#spend(this.#addressKey(attempt), this.#ofAddress, now);
    try {
      await this.#spend(this.#personKey(attempt), this.#ofAccount, now);
    } catch (error) {
      await this.store.giveBack(this.#addressKey(attempt), this.#ofAddress, now);
      throw error;
    }
    this.#spentAt.set(attempt, now);
  }

  /** Of the address, this one attempt is given back: of an office behind one address only the mistakes count. */
  async forgive(attempt: SignInAttempt): Promise<void> {
    await this.unlock(attempt.name);
    if (attempt.device !== null) {
      await this.store.forget(this.#personKey(attempt));
    }
    await this.#giveBack(attempt, this.#addressKey(attempt), this.#ofAddress);
  }

  override async giveBack(attempt: SignInAttempt): Promise<void> {
    await this.#giveBack(attempt, this.#personKey(attempt), this.#ofAccount);
    await this.#giveBack(attempt, this.#addressKey(attempt), this.#ofAddress);
  }

  /**
   * Lets devices that the account was never signed in on try again at once.
   *
   * @param name in its canonical form
   * @throws ServiceUnavailableError
   */
  async unlock(name: string): Promise<void> {
    await this.store.forget(this.#key('account', name));
  }

  async #spend(key: string, rule: BudgetRule, now: number): Promise<void> {
    const refusedUntil = await this.store.spend(key, rule, now);
    if (refusedUntil !== null) {
      throw new TooManyAttemptsError(Math.max(1, Math.ceil((refusedUntil - now) / 1_000)));
    }
  }

  async #giveBack(attempt: SignInAttempt, key: string, rule: BudgetRule): Promise<void> {
    const spentAt = this.#spentAt.get(attempt);
    if (spentAt !== undefined) {
      await this.store.giveBack(key, rule, spentAt);
    }
  }

  #addressKey({ address }: SignInAttempt): string {
    return this.#key('address', networkOf(address));
  }

  #personKey({ name, device }: SignInAttempt): string {
    return device === null ? this.#key('account', name) : this.#key('device', name, device);
  }

  /** Of one size, however long a name somebody sends, and telling neither names nor addresses. */
  #key(kind: 'account' | 'address' | 'device', ...parts: (string | null)[]): string {
    const text = JSON.stringify([this.scope, ...parts]);
    return `${kind}:${createHash('sha256').update(text).digest('base64url')}`;
  }
}
