import { Injectable, Logger } from '@nestjs/common';
import type { Transaction } from '../transaction.js';
import { Clock } from '../clock/clock.js';
import { plainOriginOf } from '../origin/request-origin.js';
import type { DomainEvent, WithoutTime } from './domain-event.js';
import { EventListeners } from './event-listeners.js';
import { EventPublisher } from './event.publisher.js';

/** Publishes events to the publisher and the listeners of the application. */
@Injectable()
export class DomainEvents<TEvent extends DomainEvent = DomainEvent> {
  readonly #logger = new Logger(DomainEvents.name);

  constructor(
    private readonly publisher: EventPublisher,
    private readonly clock: Clock,
    private readonly listeners: EventListeners,
  ) {}

  /** Publishes an event that has happened. Never throws: errors of publishers and listeners are logged. */
  publish(event: WithoutTime<TEvent>): void {
    this.#notify(this.#complete(event));
  }

  /**
   * Publishes a change in progress: now to `within` of each listener, after the commit to `notify` and to the publisher.
   *
   * @throws the error of a listener's `within`; the transaction must then be rolled back
   */
  async publishWithin(event: WithoutTime<TEvent>, transaction: Transaction): Promise<void> {
    const complete = this.#complete(event);
    await this.listeners.within(complete, transaction);
    transaction.afterCommit(() => this.#notify(complete));
  }

  #complete(event: WithoutTime<DomainEvent>): DomainEvent {
    return { ...event, at: this.clock.now(), origin: plainOriginOf(event.origin) };
  }

  #notify(event: DomainEvent): void {
    try {
      this.publisher.publish(event);
    } catch (error) {
      this.#logger.error(error);
    }
    this.listeners.notify(event);
  }
}
