import { isNativeError } from 'node:util/types';
import { type DataSource, TypeORMError } from 'typeorm';
import { inTime } from './in-time.js';
import { isDatabaseUnavailable } from './is-database-unavailable.js';
import { discardIdleConnections, isSilence, type PooledConnection, poolOf, type Statement } from './pool.js';

/** A statement that only reads, and is asked so often that the server parses and plans it once a connection. */
export interface PreparedQuery {
  /** By which each connection knows it; `undefined` for one that is parsed each time. */
  readonly name: string | undefined;
  readonly sql: string;
}

/**
 * What the server says (PostgreSQL's appendix A) where a connection has lost the statement, has another one by that name, or
 * has one from before its table was changed: 26000, 42P05 and 0A000.
 */
const STALE = /^(?:26000|42P05|0A000)$/;

/**
 * Runs a prepared statement, past TypeORM's own machinery, which costs more than the statement. In time, and never taking an
 * outage for an answer, as `queryRows` does.
 *
 * @throws ServiceUnavailableError with the driver's error as its cause
 */
export function queryPrepared<TRow>(
  dataSource: DataSource,
  query: PreparedQuery,
  parameters: unknown[],
): Promise<TRow[]> {
  return inTime(run(dataSource, query, parameters));
}

async function run<TRow>(dataSource: DataSource, { name, sql }: PreparedQuery, values: unknown[]): Promise<TRow[]> {
  const pool = poolOf(dataSource);
  if (!pool) {
    throw Object.assign(new TypeORMError('The data source is not open'), { name: 'CannotExecuteNotConnectedError' });
  }
  dataSource.logger.logQuery(sql, values);
  const connection = await pool.connect();
  // The query fails with it as well. Without a listener it would end the process.
  connection.on('error', ignore);
  let failure: unknown;
  try {
    return await rowsOf<TRow>(connection, name === undefined ? { text: sql, values } : { name, text: sql, values });
  } catch (error) {
    failure = error;
    if (isSilence(error)) {
      discardIdleConnections(pool);
    }
    if (isStale(error)) {
      return await rowsOf<TRow>(connection, { text: sql, values });
    }
    throw error;
  } finally {
    connection.off('error', ignore);
    // One that has not answered may never answer, and `pg` would hand it to the next request.
    connection.release(isStale(failure) || isDatabaseUnavailable(failure));
  }
}

async function rowsOf<TRow>(connection: PooledConnection, statement: Statement): Promise<TRow[]> {
  const { rows } = await connection.query(statement);
  return rows as TRow[];
}

function isStale(error: unknown): boolean {
  return isNativeError(error) && 'code' in error && typeof error.code === 'string' && STALE.test(error.code);
}

function ignore(): void {}
