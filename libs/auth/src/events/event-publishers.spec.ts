import { describe, expect, it } from '@jest/globals';
import type { DomainEvent } from './domain-event.js';
import { EventPublisher } from './event.publisher.js';
import { EventPublishers } from './event-publishers.js';

const EVENT: DomainEvent = { type: 'something', at: 0 };

class Recording extends EventPublisher {
  readonly events: DomainEvent[] = [];

  publish(event: DomainEvent): void {
    this.events.push(event);
  }
}

class Broken extends EventPublisher {
  publish(): void {
    throw new Error('broken');
  }
}

describe('several publishers', () => {
  it('all get each event, those too that come after a broken one, and the failure is told', () => {
    const [first, last] = [new Recording(), new Recording()];
    const publishers = new EventPublishers([first, new Broken(), last]);
    expect(() => publishers.publish(EVENT)).toThrow('1 of 3 publishers failed');
    expect([first.events, last.events]).toEqual([[EVENT], [EVENT]]);
  });

  it('may be none', () => {
    expect(() => new EventPublishers([]).publish(EVENT)).not.toThrow();
  });
});
