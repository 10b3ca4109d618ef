import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { singletonsOf } from '../singletons.js';
import type { AccountChange } from './account-change.js';
import { AccountConsequence } from './account.consequence.js';
import type { Transaction } from '../transaction.js';

/** Every {@link AccountConsequence} of the application, found at start. */
@Injectable()
export class AccountConsequences implements OnModuleInit {
  #consequences: readonly AccountConsequence[] = [];

  constructor(@Inject(DiscoveryService) private readonly discovery: Pick<DiscoveryService, 'getProviders'>) {}

  /** @throws Error if one is not a singleton */
  onModuleInit(): void {
    this.#consequences = singletonsOf(AccountConsequence, this.discovery);
  }

  /** Runs them one after the other, as they share a connection. */
  async follow(change: AccountChange, transaction: Transaction): Promise<void> {
    for (const consequence of this.#consequences) {
      await consequence.follow(change, transaction);
    }
  }
}
