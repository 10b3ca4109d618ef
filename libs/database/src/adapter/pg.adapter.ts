import { readCommitted } from '../connection/read-committed.js';
import { outliveConnections } from '../connection/lost-connections.js';
import { discardIdleConnections, isReadTimeout } from '../connection/idle-connections.js';
import { isDatabaseUnavailable } from '../is-database-unavailable.js';
import { isStale } from '../is-stale.js';
import type { Row, RunStatement, Statement } from '../statement.js';
import { DatabaseAdapter } from './database.adapter.js';
import type { PgConnection, PgPool } from './pg-driver.js';

/** SQL over a pool of `pg`. */
export class PgAdapter<TTransaction = PgConnection> extends DatabaseAdapter<TTransaction> {
  /** @param poolOf returns the pool; called for each statement, because a data layer may connect later */
  constructor(private readonly poolOf: () => PgPool | undefined) {
    super();
  }

  /** The pool, for metrics. `undefined` while the data layer is not connected. */
  get pool(): PgPool | undefined {
    return this.poolOf();
  }

  run(statement: Statement): Promise<readonly Row[]> {
    return this.#onConnection((run) => run(statement));
  }

  transaction<T>(work: (run: RunStatement) => Promise<T>): Promise<T> {
    return this.#onConnection((run) => readCommitted(run, () => work(run)));
  }

  within(transaction: TTransaction): RunStatement {
    return this.runOn(transaction as PgConnection);
  }

  /** Called with each statement before it runs. Does nothing by default. */
  protected log(_statement: Statement): void {}

  async #onConnection<T>(work: (run: RunStatement) => Promise<T>): Promise<T> {
    const pool = this.#connected();
    const connection = await pool.connect();
    let isBroken = false;
    try {
      return await work(this.runOn(connection));
    } catch (error) {
      // It may never answer, and the pool would lend it to the next request. So recovery does not depend on TCP timeouts.
      isBroken = isBreaking(error);
      if (isReadTimeout(error)) {
        discardIdleConnections(pool);
      }
      throw error;
    } finally {
      connection.release(isBroken);
    }
  }

  protected runOn(connection: PgConnection): RunStatement {
    return (statement) => {
      this.log(statement);
      return rowsOf(connection, statement);
    };
  }

  #connected(): PgPool {
    const pool = this.poolOf();
    if (!pool) {
      throw Object.assign(new Error('The data layer is not connected to the database'), { code: 'ECONNREFUSED' });
    }
    outliveConnections(pool);
    return pool;
  }
}

/** SQL over the application's pool of `pg`. Its transactions are clients of that pool, after `BEGIN`. */
export function pgAdapter(pool: PgPool): PgAdapter {
  return new PgAdapter(() => pool);
}

async function rowsOf(connection: PgConnection, { name, text, values }: Statement): Promise<readonly Row[]> {
  return (await connection.query({ name, text, values })).rows;
}

function isBreaking(error: unknown): boolean {
  return isStale(error) || isDatabaseUnavailable(error);
}
