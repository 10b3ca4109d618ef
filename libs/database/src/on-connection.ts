import type { Client } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { inTime } from './in-time.js';
import { isDatabaseUnavailable } from './is-database-unavailable.js';
import { outliveConnections } from './lost-connections.js';
import { discardIdleConnections, isSilence, poolOf } from './pool.js';
import type { Query } from './query.js';

/** Does the work with one connection of the pool. @throws ServiceUnavailableError within two seconds */
export function onConnection<T>(dataSource: DataSource, work: (query: Query) => Promise<T>): Promise<T> {
  return inTime(run(dataSource, work));
}

async function run<T>(dataSource: DataSource, work: (query: Query) => Promise<T>): Promise<T> {
  outliveConnections(dataSource);
  const runner = dataSource.createQueryRunner();
  const query: Query = async <TRow>(sql: string, parameters: unknown[] = []) => {
    // Structured, for of an UPDATE the plain result has the rows in another place than of a SELECT.
    const { records } = await runner.query(sql, parameters, true);
    return records as TRow[];
  };
  try {
    return await work(query);
  } catch (error) {
    if (isDatabaseUnavailable(error)) {
      await discardConnection(runner);
    }
    if (isSilence(error)) {
      discardIdleConnections(poolOf(dataSource));
    }
    throw error;
  } finally {
    await runner.release();
  }
}

/**
 * A connection that has not answered may never answer, and `pg` keeps it: the pool would hand it to the next request.
 * Ending it makes the pool open another, so that recovery does not wait for TCP to give up.
 */
async function discardConnection(runner: QueryRunner): Promise<void> {
  try {
    const connection = (await runner.connect()) as Client;
    void connection.end();
  } catch {
    // There was none to begin with.
  }
}
