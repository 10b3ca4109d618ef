import type { DynamicModule } from '@nestjs/common';
import type { Settings } from '../config/settings.js';

/** The module of the metrics, if they are on. The Prometheus client is loaded only then. */
export function metricsOf({ metricsPort: port, metricsHost: host }: Settings): Promise<DynamicModule>[] {
  return port === undefined
    ? []
    : [import('./metrics.module.js').then((loaded) => loaded.MetricsModule.forRoot({ port, host }))];
}
