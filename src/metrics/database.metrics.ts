import { Injectable } from '@nestjs/common';
import { poolOf } from '@portcullis/database';
import { Gauge, Registry } from 'prom-client';
import { DataSource } from 'typeorm';

/** Connections to PostgreSQL, and requests that wait for one. */
@Injectable()
export class DatabaseMetrics {
  constructor(dataSource: DataSource, registry: Registry) {
    registry.registerMetric(connections(dataSource));
    registry.registerMetric(waiting(dataSource));
  }
}

function connections(dataSource: DataSource): Gauge {
  return new Gauge({
    name: 'portcullis_database_connections',
    help: 'Open connections to PostgreSQL, by state.',
    labelNames: ['state'],
    registers: [],
    collect() {
      const { totalCount = 0, idleCount = 0 } = poolOf(dataSource) ?? {};
      this.set({ state: 'busy' }, totalCount - idleCount);
      this.set({ state: 'idle' }, idleCount);
    },
  });
}

function waiting(dataSource: DataSource): Gauge {
  return new Gauge({
    name: 'portcullis_database_waiting',
    help: 'Queries that wait for a connection to PostgreSQL.',
    registers: [],
    collect() {
      this.set(poolOf(dataSource)?.waitingCount ?? 0);
    },
  });
}
