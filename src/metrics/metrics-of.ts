import type { DynamicModule } from '@nestjs/common';
import type { EventPublisher } from '@portcullis/auth';
import type { Settings } from '../config/settings.js';
import { EventCounts } from './event-counts.js';

/** What metrics add to the service: nothing where they are off. */
export interface Metrics {
  readonly imports: readonly Promise<DynamicModule>[];
  readonly eventPublishers: readonly EventPublisher[];
}

/** What is in the module, the Prometheus client for one, is loaded where metrics are on and nowhere else. */
export function metricsOf({ metricsPort, metricsHost }: Settings): Metrics {
  if (metricsPort === undefined) {
    return { imports: [], eventPublishers: [] };
  }
  const events = new EventCounts();
  const load = async () => {
    const { MetricsModule } = await import('./metrics.module.js');
    return MetricsModule.forRoot({ port: metricsPort, host: metricsHost, events });
  };
  return { imports: [load()], eventPublishers: [events] };
}
