import type { DomainEvent } from './domain-event.js';

/**
 * Where domain events go: an audit log, metrics, a queue. One of the hinges; the class is type and injection token in one.
 * Narrow by `type`: those of this library are `AuthEvent`.
 */
export abstract class EventPublisher {
  /**
   * Takes an event, within the request that caused it and after it has happened. What this throws is logged and changes no
   * answer; what it returns is not waited for.
   */
  abstract publish(event: DomainEvent): void;
}

/** Nobody listens. */
export class NoEventPublisher extends EventPublisher {
  publish(): void {}
}
