import { type SQL, sql } from 'drizzle-orm';
import type { Row, RunStatement } from '../statement.js';
import type { PgPool } from './pg-driver.js';
import { PgAdapter } from './pg.adapter.js';

/** The part of Drizzle's `tx` that this library uses. */
export interface DrizzleTransaction {
  execute(query: SQL): PromiseLike<unknown>;
}

class DrizzleAdapter extends PgAdapter<DrizzleTransaction> {
  override within(transaction: DrizzleTransaction): RunStatement {
    return async ({ text, values }) => {
      // Drizzle numbers parameters in the order in which it meets them. The statement has its numbers already, so a comment lists them.
      const parameters = sql.join(values.map((value) => sql.param(value)));
      const result = await transaction.execute(sql`${sql.raw(text)}\n/* ${parameters} */`);
      return (result as { readonly rows: readonly Row[] }).rows;
    };
  }
}

/**
 * SQL over the pool of the application's `drizzle-orm/node-postgres`. Its transactions are the `tx` of `db.transaction`.
 *
 * @throws TypeError if Drizzle does not use a pool of `pg`
 */
export function drizzleAdapter({ $client: pool }: { readonly $client: PgPool }): PgAdapter<DrizzleTransaction> {
  if (typeof pool?.totalCount !== 'number') {
    throw new TypeError("drizzleAdapter() needs the db of 'drizzle-orm/node-postgres' over a Pool of pg.");
  }
  return new DrizzleAdapter(() => pool);
}
