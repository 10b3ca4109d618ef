import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { RegisteredUser } from '../registered-user.js';
import { DeactivationConsequence } from './deactivation.consequence.js';

/** Under this token, as what other modules provide is a {@link DeactivationConsequence} too. */
export const CONSEQUENCES = Symbol('DeactivationConsequences');

/** What other modules have plugged into the hinge, found when the application starts. */
@Injectable()
export class DeactivationConsequences implements OnModuleInit {
  #consequences: readonly DeactivationConsequence[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    const instances = new Set(this.discovery.getProviders().map(({ instance }) => instance as unknown));
    this.#consequences = [...instances].filter((instance) => instance instanceof DeactivationConsequence);
  }

  async follow(user: RegisteredUser): Promise<void> {
    for (const consequence of this.#consequences) {
      await consequence.follow(user);
    }
  }
}
