import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@portcullis/auth';
import {
  AUTH_OPTIONS,
  BUDGET_CLOCK,
  BudgetStore,
  type GuardOptions,
  NetworkBudget,
  NetworkLimit,
} from '@portcullis/auth/spi';
import { type CheckedUsersOptions, USERS_OPTIONS } from '../users.module-definition.js';
import { RegistrationLimiter } from './registration.limiter.js';

const WINDOW_SECONDS = 3_600;

/** Counts in the `BudgetStore` that also counts wrong passwords. */
@Injectable()
export class BudgetedRegistrationLimiter extends RegistrationLimiter {
  readonly #limit: NetworkLimit;

  constructor(
    store: BudgetStore,
    @Inject(BUDGET_CLOCK) clock: Clock,
    @Inject(AUTH_OPTIONS) { issuer }: GuardOptions,
    @Inject(USERS_OPTIONS) { registrationsPerAddress }: CheckedUsersOptions,
  ) {
    super();
    const budget = new NetworkBudget('registration', issuer, registrationsPerAddress, WINDOW_SECONDS);
    this.#limit = new NetworkLimit(budget, store, clock);
  }

  spend(address: string | null): Promise<() => Promise<void>> {
    return this.#limit.spend(address);
  }
}
