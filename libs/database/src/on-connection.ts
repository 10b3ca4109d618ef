import type { Client } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { isDatabaseUnavailable } from './is-database-unavailable.js';
import { outliveConnections } from './lost-connections.js';
import { discardIdleConnections, isReadTimeout, poolOf } from './pool.js';
import type { Query } from './database.js';

/** Runs the work on one connection of the pool. Throws TypeORM's errors unchanged. */
export async function onConnection<T>(dataSource: DataSource, work: (query: Query) => Promise<T>): Promise<T> {
  outliveConnections(dataSource);
  const runner = dataSource.createQueryRunner();
  const query: Query = async <TRow>(sql: string, parameters: unknown[] = []) => {
    // The structured result, because the plain one holds the rows of an UPDATE and of a SELECT in different places.
    const { records } = await runner.query(sql, parameters, true);
    return records as TRow[];
  };
  try {
    return await work(query);
  } catch (error) {
    if (isDatabaseUnavailable(error)) {
      await discardConnection(runner);
    }
    if (isReadTimeout(error)) {
      discardIdleConnections(poolOf(dataSource));
    }
    throw error;
  } finally {
    await runner.release();
  }
}

/**
 * Closes the connection, because it may never answer and the pool would lend it to the next request. The pool then opens another, so that
 * recovery does not depend on TCP timeouts.
 */
async function discardConnection(runner: QueryRunner): Promise<void> {
  try {
    const connection = (await runner.connect()) as Client;
    void connection.end();
  } catch {
    // The pool had no connection to lend.
  }
}
