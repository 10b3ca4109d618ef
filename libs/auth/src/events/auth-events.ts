import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import type { AuthEvent } from './auth-event.js';
import { EventPublisher } from './event.publisher.js';

type WithoutTime<TEvent> = TEvent extends unknown ? Omit<TEvent, 'at'> : never;

/** Tells the host's publisher what has happened, and when. Never fails. */
@Injectable()
export class AuthEvents {
  readonly #logger = new Logger(AuthEvents.name);

  constructor(
    private readonly publisher: EventPublisher,
    private readonly clock: Clock,
  ) {}

  publish(event: WithoutTime<AuthEvent>): void {
    try {
      this.publisher.publish({ ...event, at: this.clock.now() });
    } catch (error) {
      this.#logger.error(error);
    }
  }
}
