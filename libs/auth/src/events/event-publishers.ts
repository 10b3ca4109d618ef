import type { DomainEvent } from './domain-event.js';
import { EventPublisher } from './event.publisher.js';

/**
 * Hands each event to several publishers, in their order: an audit log and metrics, say. One that throws keeps the event from
 * none of the others.
 *
 * @example eventPublisher: { useFactory: (audit: Audit) => new EventPublishers([audit, metrics]), inject: [Audit] }
 */
export class EventPublishers extends EventPublisher {
  constructor(private readonly publishers: readonly EventPublisher[]) {
    super();
  }

  /** @throws {AggregateError} with what some have thrown, after all have had the event */
  publish(event: DomainEvent): void {
    const errors: unknown[] = [];
    for (const publisher of this.publishers) {
      try {
        publisher.publish(event);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) {
      throw new AggregateError(errors, `${errors.length} of ${this.publishers.length} publishers failed`);
    }
  }
}
