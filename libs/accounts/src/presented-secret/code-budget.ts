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
import { ACCOUNTS_OPTIONS, type CheckedAccountsOptions } from '../accounts.options.js';

const WINDOW_SECONDS = 3_600;

/**
 * Limits how many wrong codes the clients of one network can present. Three wrong guesses make a code invalid: without a limit, a client
 * could make those of all known addresses invalid.
 */
@Injectable()
export class CodeBudget {
  readonly #limit: NetworkLimit;

  constructor(
    store: BudgetStore,
    @Inject(BUDGET_CLOCK) clock: Clock,
    @Inject(AUTH_OPTIONS) { issuer }: GuardOptions,
    @Inject(ACCOUNTS_OPTIONS) { codesPerNetwork }: CheckedAccountsOptions,
  ) {
    this.#limit = new NetworkLimit(
      new NetworkBudget('code from network', issuer, codesPerNetwork, WINDOW_SECONDS),
      store,
      clock,
    );
  }

  /**
   * Counts a code before it is looked at.
   *
   * @param client the address of the client; `null` if it is unknown
   * @returns takes the count back, for a right code
   * @throws TooManyAttemptsError
   * @throws ServiceUnavailableError
   */
  spend(client: string | null): Promise<() => Promise<void>> {
    return this.#limit.spend(client);
  }
}
