import { Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { EventCounts } from './event-counts.js';

/** Domain events by type. */
@Injectable()
export class EventMetrics {
  constructor(events: EventCounts, registry: Registry) {
    const counter = new Counter({
      name: 'portcullis_events_total',
      help: 'Domain events, by type.',
      labelNames: ['type'],
      registers: [],
      collect() {
        this.reset();
        for (const [type, count] of events) {
          this.inc({ type }, count);
        }
      },
    });
    registry.registerMetric(counter);
  }
}
