import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Transaction } from '../transaction.js';
import { singletonsOf } from '../singletons.js';
import type { DomainEvent } from './domain-event.js';
import { EventListener } from './event.listener.js';

/** Every {@link EventListener} of the application, found at start. */
@Injectable()
export class EventListeners implements OnModuleInit {
  readonly #logger = new Logger(EventListener.name);
  #listeners: readonly EventListener[] | undefined;
  /** Events that other modules publish during the start, such as the first signing key. */
  #early: DomainEvent[] = [];

  constructor(@Inject(DiscoveryService) private readonly discovery: Pick<DiscoveryService, 'getProviders'>) {}

  /** @throws Error if one is not a singleton */
  onModuleInit(): void {
    this.#listeners = singletonsOf(EventListener, this.discovery);
    const early = this.#early;
    this.#early = [];
    early.forEach((event) => this.notify(event));
  }

  /** Calls the listeners one after the other, as they share a connection. */
  async within(event: DomainEvent, transaction: Transaction): Promise<void> {
    for (const listener of this.#listeners ?? []) {
      await listener.within?.(event, transaction);
    }
  }

  /** Never throws: errors of listeners are logged. */
  notify(event: DomainEvent): void {
    if (!this.#listeners) {
      this.#early.push(event);
      return;
    }
    for (const listener of this.#listeners) {
      try {
        const pending = listener.notify?.(event);
        pending?.catch((error: unknown) => this.#logger.error(error));
      } catch (error) {
        this.#logger.error(error);
      }
    }
  }
}
