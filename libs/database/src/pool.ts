import type { DataSource } from 'typeorm';
import type { Pool, TypesOfColumns } from './driver.js';

/** The connections behind a data source; those of its primary, where it has several. `undefined` where it is not open, or a test's. */
export function poolOf({ driver }: DataSource): Pool | undefined {
  return (driver as unknown as { readonly master?: Pool } | undefined)?.master;
}

/** How the driver of a data source reads columns. `undefined` where it is not the one written in JavaScript. */
export function typesOf({ driver }: DataSource): TypesOfColumns | undefined {
  const { postgres } = driver as unknown as { readonly postgres?: Driver };
  return typeof postgres?.Query?.prototype.handleRowDescription === 'function' ? postgres.types : undefined;
}

interface Driver {
  readonly Query?: { readonly prototype: { readonly handleRowDescription?: unknown } };
  readonly types?: TypesOfColumns;
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
