import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@portcullis/auth';
import {
  AUTH_OPTIONS,
  BUDGET_CLOCK,
  BudgetStore,
  type GuardOptions,
  NetworkBudget,
  TooManyAttemptsError,
} from '@portcullis/auth/spi';
import { type CheckedUsersOptions, USERS_OPTIONS } from '../users.module-definition.js';
import { RegistrationLimiter } from './registration.limiter.js';

const WINDOW_SECONDS = 3_600;

/** Counts in the `BudgetStore` that also counts wrong passwords. */
@Injectable()
export class BudgetedRegistrationLimiter extends RegistrationLimiter {
  readonly #networks: NetworkBudget;

  constructor(
    private readonly store: BudgetStore,
    @Inject(BUDGET_CLOCK) private readonly clock: Clock,
    @Inject(AUTH_OPTIONS) { issuer }: GuardOptions,
    @Inject(USERS_OPTIONS) { registrationsPerAddress }: CheckedUsersOptions,
  ) {
    super();
    this.#networks = new NetworkBudget('registration', issuer, registrationsPerAddress, WINDOW_SECONDS);
  }

  async spend(address: string | null): Promise<() => Promise<void>> {
    const now = this.clock.now();
    const charges = this.#networks.chargesOf(address);
    const refusedUntil = await this.store.spend(charges, now);
    if (refusedUntil !== null) {
      throw TooManyAttemptsError.until(refusedUntil, now);
    }
    return () => this.store.giveBack(charges, now);
  }
}
