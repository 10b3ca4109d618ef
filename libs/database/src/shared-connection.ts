import type { Pool, PooledConnection } from './driver.js';

interface Lease {
  readonly connection: Promise<PooledConnection>;
  users: number;
  isBroken: boolean;
}

/** The connection of each pool that statements of the present microtask share. */
const shared = new WeakMap<Pool, Lease>();

/**
 * Runs work on a pooled connection. In a pool with pipelining, all work that starts in one microtask shares a connection, so that its
 * statements need one round trip.
 *
 * @param breaks whether an error means that the connection must be closed
 */
export async function onSharedConnection<T>(
  pool: Pool,
  work: (connection: PooledConnection) => Promise<T>,
  breaks: (error: unknown) => boolean,
): Promise<T> {
  const lease = sharedLease(pool);
  lease.users += 1;
  const connection = await lease.connection;
  try {
    return await work(connection);
  } catch (error) {
    lease.isBroken ||= breaks(error);
    throw error;
  } finally {
    lease.users -= 1;
    if (lease.users === 0) {
      connection.release(lease.isBroken);
    }
  }
}

function sharedLease(pool: Pool): Lease {
  const current = shared.get(pool);
  if (current) {
    return current;
  }
  const lease = { connection: pool.connect(), users: 0, isBroken: false };
  if (pool.options?.pipeline) {
    shared.set(pool, lease);
    queueMicrotask(() => shared.delete(pool));
  }
  return lease;
}
