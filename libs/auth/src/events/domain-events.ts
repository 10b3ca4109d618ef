import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { DomainEvent } from './domain-event.js';
import { EventPublisher } from './event.publisher.js';

type WithoutTime<TEvent> = TEvent extends unknown ? Omit<TEvent, 'at'> : never;

/** Tells the host's publisher what has happened in one library, and when. Never fails. */
@Injectable()
export abstract class DomainEvents<TEvent extends DomainEvent> {
  readonly #logger = new Logger(this.constructor.name);

  constructor(
    private readonly publisher: EventPublisher,
    private readonly clock: Clock,
  ) {}

  publish(event: WithoutTime<TEvent>): void {
    try {
      this.publisher.publish({ ...event, at: this.clock.now() });
    } catch (error) {
      this.#logger.error(error);
    }
  }
}
