import type { DataSource } from 'typeorm';
import type { Pool } from './driver.js';

/** The connection pool of a data source, of its primary if it has replicas. `undefined` if the data source is closed or a test double. */
export function poolOf({ driver }: DataSource): Pool | undefined {
  return (driver as unknown as { readonly master?: Pool } | undefined)?.master;
}

/** Whether `pg` gave up because the server did not answer within `query_timeout`. */
export function isReadTimeout(error: unknown): boolean {
  return error instanceof Error && /query read timeout/i.test(error.message);
}

/**
 * Closes the idle connections after a read timeout. They are likely dead too, and each of them would make one more request
 * wait for its timeout before the pool replaces it.
 */
export function discardIdleConnections(pool: Pool | undefined): void {
  for (let count = pool?.idleCount ?? 0; count > 0; count--) {
    pool?.connect().then(
      (connection) => connection.release(true),
      () => undefined,
    );
  }
}
