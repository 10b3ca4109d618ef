import type { DataSource } from 'typeorm';
import { onConnection } from './on-connection.js';
import type { Query } from './database.js';
import { readCommitted } from './read-committed.js';
import { withDeadline } from './with-deadline.js';

/**
 * Runs the work in one `READ COMMITTED` transaction: all of it is committed, or nothing is. If the work throws an error, the transaction
 * is rolled back and the error is thrown. The whole transaction has the deadline of a single statement.
 *
 * @param work runs again after a conflict with another transaction, so it must change nothing except through `query`
 * @throws ServiceUnavailableError if the database is out of reach. If the connection was lost during the commit, the work may be committed.
 */
export function inTransaction<T>(dataSource: DataSource, work: (query: Query) => Promise<T>): Promise<T> {
  return withDeadline(() => onConnection(dataSource, (query) => readCommitted(query, () => work(query))));
}
