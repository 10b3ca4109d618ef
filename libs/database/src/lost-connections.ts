import type { DataSource } from 'typeorm';
import type { Pool, PooledConnection } from './driver.js';
import { poolOf } from './pool.js';

const outliving = new WeakSet<Pool>();

/**
 * Keeps a connection that the server ends from ending the process. The pool no longer listens for its errors once it hands it
 * over, and whoever gets it, TypeORM for one, begins to a moment later: what the server says in the same breath as the last
 * answer comes in between, and an error that nobody listens for is an exception. Whatever is asked of such a connection fails.
 */
export function outliveConnections(dataSource: DataSource): void {
  const pool = poolOf(dataSource);
  if (!pool || outliving.has(pool)) {
    return;
  }
  outliving.add(pool);
  const known = new WeakSet<PooledConnection>();
  pool.on('acquire', (connection) => {
    if (!known.has(connection)) {
      known.add(connection);
      connection.on('error', ignore);
    }
  });
}

function ignore(): void {}
