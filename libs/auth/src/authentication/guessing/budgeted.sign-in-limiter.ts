import { AcrossCopies } from '../../copies/across-copies.decorator.js';
import type { Clock } from '../../clock/clock.js';
import { TooManyAttemptsError } from '../../errors/retryable.errors.js';
import { networkOf } from '../../origin/network.js';
import type { SignInAttempt, SpentAttempt } from '../sign-in-attempt.js';
import { SignInLimiter } from '../sign-in-limiter.js';
import { budgetKey, type BudgetRule, type Charge } from './budget.js';
import type { BudgetStore } from './budget.store.js';
import { NetworkBudget } from './network-budget.js';
import { type SignInRules, signInRulesOf } from './sign-in-rules.js';
import type { SignInOptions } from './sign-in.options.js';

/**
 * Counts guesses in budgets. Each attempt is spent from three budgets: one of its network, for all accounts, and two of its account.
 * A known device uses the account's budget for all known devices and its own; any other device uses the account's budget for all unknown
 * devices and the one for its network. So neither one network nor one known device can use up an account for the others.
 */
@AcrossCopies('BudgetedSignInLimiter')
export class BudgetedSignInLimiter extends SignInLimiter {
  readonly #rules: SignInRules;
  readonly #networks: NetworkBudget;

  /**
   * @param scope separates services that share a store: each issuer has its own accounts
   * @throws Error if an option can't be used
   */
  constructor(
    readonly store: BudgetStore,
    readonly clock: Clock,
    options: SignInOptions = {},
    private readonly scope = '',
  ) {
    super();
    this.#rules = signInRulesOf(options);
    const { attempts, windowSeconds } = this.#rules.perAddress;
    this.#networks = new NetworkBudget('address', scope, attempts, windowSeconds);
  }

  async spend(attempt: SignInAttempt): Promise<SpentAttempt> {
    const now = this.clock.now();
    const refusedUntil = await this.store.spend(this.#chargesOf(attempt), now);
    if (refusedUntil !== null) {
      throw TooManyAttemptsError.until(refusedUntil, now);
    }
    return { ...attempt, spentAt: now };
  }

  /** The network gets this attempt back, so that for an office behind one address only wrong passwords count. */
  async forgive({ name, address, spentAt }: SpentAttempt): Promise<void> {
    await this.unlock(name);
    await this.store.giveBack(this.#networks.chargesOf(address), spentAt);
  }

  override async giveBack(attempt: SpentAttempt): Promise<void> {
    await this.store.giveBack(this.#chargesOf(attempt), attempt.spentAt);
  }

  override async unlock(account: string): Promise<void> {
    await this.store.forget([this.#key('strangers', account), this.#key('devices', account)]);
  }

  override async revokeDevices(account: string): Promise<void> {
    const key = this.#key('revoked', account);
    await this.store.forget([key]);
    await this.store.spend([{ key, rule: this.#rules.revocation }], this.clock.now());
  }

  override async hasRevoked(account: string, knownSince: number): Promise<boolean> {
    const revokedAt = await this.store.begunAt(this.#key('revoked', account), this.clock.now());
    return revokedAt !== null && knownSince <= revokedAt;
  }

  /** The network comes first: a network without attempts spends none of an account. */
  #chargesOf({ name, address, device }: SignInAttempt): Charge[] {
    const { ofUnknownDevices, ofNetwork, ofKnownDevices, ofDevice } = this.#rules;
    const pair = (kind: string, whole: BudgetRule, part: string | null, rule: BudgetRule): Charge[] => [
      { key: this.#key(kind, name), rule: whole },
      { key: this.#key(kind, name, part), rule, isPart: true },
    ];
    return [
      ...this.#networks.chargesOf(address),
      ...(device === null
        ? pair('strangers', ofUnknownDevices, networkOf(address, 48), ofNetwork)
        : pair('devices', ofKnownDevices, device, ofDevice)),
    ];
  }

  #key(kind: string, ...parts: (string | null)[]): string {
    return budgetKey(kind, this.scope, ...parts);
  }
}
