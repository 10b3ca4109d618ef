import type { DataSource } from 'typeorm';

/** As much of the pool of `pg` as is used here: whoever installs this library need not have its types. */
export interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  connect(): Promise<PooledConnection>;
}

export interface PooledConnection {
  query(statement: Statement): Promise<{ readonly rows: unknown[] }>;
  on(event: 'error', listener: () => void): unknown;
  off(event: 'error', listener: () => void): unknown;
  /** @param destroy ends the connection instead of keeping it for the next */
  release(destroy: boolean): void;
}

export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values: unknown[];
}

/** The connections behind a data source; those of its primary, where it has several. `undefined` where it is not open. */
export function poolOf({ driver }: DataSource): Pool | undefined {
  return (driver as unknown as { readonly master?: Pool }).master;
}

/** The driver's own limit was reached: the server has not so much as refused. */
export function isSilence(error: unknown): boolean {
  return error instanceof Error && /query read timeout/i.test(error.message);
}

/**
 * Where one connection has fallen silent the idle ones have too, and each would cost a request its patience before it is
 * found out: a service with little to do would not recover for as many requests as its pool is large.
 */
export function discardIdleConnections(pool: Pool | undefined): void {
  for (let count = pool?.idleCount ?? 0; count > 0; count--) {
    pool?.connect().then(
      (connection) => connection.release(true),
      () => undefined,
    );
  }
}
