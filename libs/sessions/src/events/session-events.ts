import { Injectable, Logger } from '@nestjs/common';
import { Clock, EventPublisher } from '@portcullis/auth';
import type { SessionEvent } from './session-event.js';

type WithoutTime<TEvent> = TEvent extends unknown ? Omit<TEvent, 'at'> : never;

/** Tells the host's publisher what has happened, and when. Never fails. */
@Injectable()
export class SessionEvents {
  readonly #logger = new Logger(SessionEvents.name);

  constructor(
    private readonly publisher: EventPublisher,
    private readonly clock: Clock,
  ) {}

  publish(event: WithoutTime<SessionEvent>): void {
    try {
      this.publisher.publish({ ...event, at: this.clock.now() });
    } catch (error) {
      this.#logger.error(error);
    }
  }
}
