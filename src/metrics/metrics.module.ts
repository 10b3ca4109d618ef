import { type DynamicModule, Module } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { DatabaseMetrics } from './database.metrics.js';
import { EventMetrics } from './event.metrics.js';
import { HashMetrics } from './hash.metrics.js';
import { LookUpMetrics } from './look-up.metrics.js';
import { METRICS_OPTIONS, type MetricsOptions } from './metrics.options.js';
import { MetricsServer } from './metrics.server.js';
import { RequestMetrics } from './request.metrics.js';

/** What the service tells Prometheus, on a port of its own. Watches from outside: nothing that is watched knows of it. */
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
        EventMetrics,
        MetricsServer,
      ],
    };
  }
}

/** Not the client's global one: an application closed and made again starts from nothing. */
function ownRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
