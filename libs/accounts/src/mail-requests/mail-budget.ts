import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@portcullis/auth';
import {
  AUTH_OPTIONS,
  BUDGET_CLOCK,
  budgetKey,
  type BudgetRule,
  BudgetStore,
  canonicalEmail,
  type GuardOptions,
  NetworkBudget,
} from '@portcullis/auth/spi';
import { ACCOUNTS_OPTIONS, type CheckedAccountsOptions } from '../accounts.options.js';

const ADDRESS_WINDOW_MS = 15 * 60 * 1_000;
const NETWORK_WINDOW_SECONDS = 3_600;

/** A mail that a client asks for. */
export interface ChargedMail {
  readonly purpose: string;
  /** The recipient as it was typed. It may belong to no user. */
  readonly email: string;
  /** The address of the client. `null` if it is unknown. */
  readonly client: string | null;
}

/** Limits how many mails clients can ask for. Counts in the same way whether or not a user has the address. */
@Injectable()
export class MailBudget {
  readonly #issuer: string;
  readonly #networks: NetworkBudget;
  readonly #addressRule: BudgetRule;

  constructor(
    private readonly store: BudgetStore,
    @Inject(BUDGET_CLOCK) private readonly clock: Clock,
    @Inject(AUTH_OPTIONS) { issuer }: GuardOptions,
    @Inject(ACCOUNTS_OPTIONS) { mailsPerAddress, mailsPerNetwork }: CheckedAccountsOptions,
  ) {
    this.#issuer = issuer;
    this.#networks = new NetworkBudget('mail from network', issuer, mailsPerNetwork, NETWORK_WINDOW_SECONDS);
    this.#addressRule = {
      free: mailsPerAddress,
      firstDelay: 0,
      maxDelay: 0,
      max: mailsPerAddress,
      lifetime: ADDRESS_WINDOW_MS,
      since: 'first',
    };
  }

  /**
   * Counts one mail, for the network of the client and for the recipient. All spellings of an address are one recipient.
   *
   * @returns whether it may be sent; if not, nothing is counted
   * @throws ServiceUnavailableError
   */
  async spend({ purpose, email, client }: ChargedMail): Promise<boolean> {
    const key = budgetKey('mail to address', this.#issuer, purpose, canonicalEmail(email));
    const charges = [...this.#networks.chargesOf(client), { key, rule: this.#addressRule }];
    return (await this.store.spend(charges, this.clock.now())) === null;
  }
}
