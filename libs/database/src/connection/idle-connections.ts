import type { PgPool } from '../adapter/pg-driver.js';

/** Whether `pg` gave up because the server did not answer within `query_timeout`. */
export function isReadTimeout(error: unknown): boolean {
  return error instanceof Error && /query read timeout/i.test(error.message);
}

/**
 * Closes the idle connections after a read timeout. They are likely dead too, and each of them would make one more request
 * wait for its timeout before the pool replaces it.
 */
export function discardIdleConnections(pool: PgPool): void {
  for (let count = pool.idleCount; count > 0; count--) {
    pool.connect().then(
      (connection) => connection.release(true),
      () => undefined,
    );
  }
}
