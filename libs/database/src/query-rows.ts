import type { DataSource } from 'typeorm';
import { onConnection } from './on-connection.js';
import { readCommitted } from './read-committed.js';
import { withDeadline } from './with-deadline.js';

/**
 * Runs one statement. Runs it again after a conflict with another transaction.
 *
 * @throws ServiceUnavailableError within two seconds if the database is out of reach, with the driver's error as its cause
 */
export function queryRows<TRow>(dataSource: DataSource, sql: string, parameters: unknown[]): Promise<TRow[]> {
  return withDeadline((attempt) =>
    onConnection(dataSource, (query) => {
      const run = () => query<TRow>(sql, parameters);
      // Two more messages, which only a database with another default isolation level needs.
      return attempt === 1 ? run() : readCommitted(query, run);
    }),
  );
}
