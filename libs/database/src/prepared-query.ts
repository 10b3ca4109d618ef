import { isNativeError } from 'node:util/types';
import { ConnectionIsNotSetError, type DataSource } from 'typeorm';
import { isDatabaseUnavailable } from './is-database-unavailable.js';
import { outliveConnections } from './lost-connections.js';
import { onConnection } from './on-connection.js';
import { discardIdleConnections, isReadTimeout, poolOf } from './pool.js';
import { readCommitted } from './read-committed.js';
import { onSharedConnection } from './shared-connection.js';
import { withDeadline } from './with-deadline.js';

/** A statement that the server parses and plans once per connection. */
export interface PreparedQuery {
  /** Its name on each connection. `undefined` for a statement that is parsed each time. */
  readonly name: string | undefined;
  readonly sql: string;
}

export type PreparedValue = string | number | boolean | Date | Buffer | null | readonly string[] | readonly number[];

/**
 * SQLSTATE codes (PostgreSQL, appendix A) for a named statement that the connection has lost (26000), knows with other SQL (42P05), or
 * has parsed before its table was changed (0A000). The statement was not run.
 */
const STALE = /^(?:26000|42P05|0A000)$/;

/**
 * Runs a prepared statement on the driver's own connection, because TypeORM's query runner costs more than the statement. The
 * deadline, the retries and the errors are those of `queryRows`.
 *
 * @throws ServiceUnavailableError with the driver's error as its cause
 */
export function queryPrepared<TRow>(
  dataSource: DataSource,
  query: PreparedQuery,
  values: readonly PreparedValue[],
): Promise<TRow[]> {
  dataSource.logger.logQuery(query.sql, [...values]);
  return withDeadline(async (attempt) => {
    if (attempt === 1) {
      try {
        return (await runPrepared(dataSource, query, values)) as TRow[];
      } catch (error) {
        if (!isStale(error)) {
          throw error;
        }
      }
    }
    return onConnection(dataSource, (run) => readCommitted(run, () => run<TRow>(query.sql, [...values])));
  });
}

async function runPrepared(
  dataSource: DataSource,
  { name, sql }: PreparedQuery,
  values: readonly PreparedValue[],
): Promise<unknown[]> {
  const pool = poolOf(dataSource);
  if (!pool) {
    throw new ConnectionIsNotSetError('postgres');
  }
  outliveConnections(dataSource);
  try {
    const { rows } = await onSharedConnection(
      pool,
      (connection) => connection.query({ name, text: sql, values }),
      isBreaking,
    );
    return rows;
  } catch (error) {
    if (isReadTimeout(error)) {
      discardIdleConnections(pool);
    }
    throw error;
  }
}

/** A connection that has not answered in time may never answer. One with a stale statement would fail each time. */
function isBreaking(error: unknown): boolean {
  return isStale(error) || isDatabaseUnavailable(error);
}

function isStale(error: unknown): boolean {
  return isNativeError(error) && 'code' in error && typeof error.code === 'string' && STALE.test(error.code);
}
