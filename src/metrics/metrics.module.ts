import { type DynamicModule, Module } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { DatabaseMetrics } from './database.metrics.js';
import { EventCounts } from './event-counts.js';
import { EventMetrics } from './event.metrics.js';
import { HashMetrics } from './hash.metrics.js';
import { LookUpMetrics } from './look-up.metrics.js';
import { METRICS_OPTIONS, type MetricsOptions } from './metrics.options.js';
import { MetricsServer } from './metrics.server.js';
import { RequestMetrics } from './request.metrics.js';

/** Metrics for Prometheus on a separate port. Other modules do not depend on it. */
@Module({})
export class MetricsModule {
  static forRoot(options: MetricsOptions): DynamicModule {
    return {
      module: MetricsModule,
      providers: [
        { provide: METRICS_OPTIONS, useValue: options },
        { provide: Registry, useFactory: ownRegistry },
        RequestMetrics,
        HashMetrics,
        LookUpMetrics,
        DatabaseMetrics,
        EventCounts,
        EventMetrics,
        MetricsServer,
      ],
    };
  }
}

/** Not the global registry, so that each application of a process counts from zero. */
function ownRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
