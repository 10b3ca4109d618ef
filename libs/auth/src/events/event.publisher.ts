import type { DomainEvent } from './domain-event.js';

/**
 * Publishes domain events to an audit log, metrics or a queue. A port; the class is both type and injection token. Narrow an event by its
 * `type`; the events of this library are `AuthEvent`.
 */
export abstract class EventPublisher {
  /**
   * Called after the event has happened, within the request that caused it. Errors are logged and do not change the response. The result
   * is not awaited.
   */
  abstract publish(event: DomainEvent): void;
}

/** Discards every event. */
export class NoEventPublisher extends EventPublisher {
  publish(): void {}
}
