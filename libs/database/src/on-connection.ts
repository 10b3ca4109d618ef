import { ServiceUnavailableError } from '@portcullis/auth';
import type { Client, Pool } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { isDatabaseUnavailable } from './is-database-unavailable.js';
import type { Query } from './query.js';

/**
 * For everything that a request asks of the database once: waiting for a connection and for the answers. Their own timeouts
 * are set by the host's data source, and could add up.
 */
const DEADLINE_MILLISECONDS = 1_900;

/** Does the work with one connection of the pool. @throws ServiceUnavailableError within two seconds */
export async function onConnection<T>(dataSource: DataSource, work: (query: Query) => Promise<T>): Promise<T> {
  try {
    return await inTime(run(dataSource, work));
  } catch (error) {
    throw isDatabaseUnavailable(error) ? new ServiceUnavailableError({ cause: error }) : error;
  }
}

async function run<T>(dataSource: DataSource, work: (query: Query) => Promise<T>): Promise<T> {
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
      discardIdleConnections(dataSource);
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

/** The driver's own limit was reached: the server has not so much as refused. */
function isSilence(error: unknown): boolean {
  return error instanceof Error && /query read timeout/i.test(error.message);
}

/**
 * Where one connection has fallen silent the idle ones have too, and each would cost a request its patience before it is
 * found out: a service with little to do would not recover for as many requests as its pool is large.
 */
function discardIdleConnections(dataSource: DataSource): void {
  const { master: pool } = dataSource.driver as unknown as { readonly master: Pool };
  for (let count = pool.idleCount; count > 0; count--) {
    pool.connect().then(
      (connection) => connection.release(true),
      () => undefined,
    );
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const message = `No answer from the database in ${DEADLINE_MILLISECONDS} ms`;
      reject(Object.assign(new Error(message), { code: 'ETIMEDOUT' }));
    }, DEADLINE_MILLISECONDS);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
