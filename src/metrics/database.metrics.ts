import { Injectable } from '@nestjs/common';
import { Database, type DatabaseAdapter, PgAdapter, type PgPool } from '@portcullis/database';
import { Gauge, Registry } from 'prom-client';

/** Connections to PostgreSQL, and requests that wait for one. */
@Injectable()
export class DatabaseMetrics {
  constructor({ adapter }: Database, registry: Registry) {
    registry.registerMetric(connections(adapter));
    registry.registerMetric(waiting(adapter));
  }
}

function connections(adapter: DatabaseAdapter): Gauge {
  return new Gauge({
    name: 'portcullis_database_connections',
    help: 'Open connections to PostgreSQL, by state.',
    labelNames: ['state'],
    registers: [],
    collect() {
      const { totalCount = 0, idleCount = 0 } = poolOf(adapter) ?? {};
      this.set({ state: 'busy' }, totalCount - idleCount);
      this.set({ state: 'idle' }, idleCount);
    },
  });
}

function waiting(adapter: DatabaseAdapter): Gauge {
  return new Gauge({
    name: 'portcullis_database_waiting',
    help: 'Queries that wait for a connection to PostgreSQL.',
    registers: [],
    collect() {
      this.set(poolOf(adapter)?.waitingCount ?? 0);
    },
  });
}

/** Only adapters over `pg` know their pool. */
function poolOf(adapter: DatabaseAdapter): PgPool | undefined {
  return adapter instanceof PgAdapter ? adapter.pool : undefined;
}
