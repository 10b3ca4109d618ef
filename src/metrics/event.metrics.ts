import { Inject, Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { METRICS_OPTIONS, type MetricsOptions } from './metrics.options.js';

/** Domain events by type: sign-ins, refusals of people who are known, and what becomes of sessions. */
@Injectable()
export class EventMetrics {
  constructor(@Inject(METRICS_OPTIONS) { events }: MetricsOptions, registry: Registry) {
    const counter = new Counter({
      name: 'portcullis_events_total',
      help: 'What has happened, by the type of the domain event.',
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
