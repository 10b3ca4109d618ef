import type { DataSource } from 'typeorm';
import { onConnection } from './on-connection.js';
import type { Query } from './query.js';

/**
 * Does the work in one transaction: all of it is there afterwards, or nothing is. What the work throws rolls back and is
 * thrown; what it returns was committed. As little time as for a single statement, and no more.
 *
 * @throws ServiceUnavailableError where the database is out of reach; if it broke off as it committed, the work may be there
 */
export function inTransaction<T>(dataSource: DataSource, work: (query: Query) => Promise<T>): Promise<T> {
  return onConnection(dataSource, async (query) => {
    await query('BEGIN');
    try {
      const result = await work(query);
      await query('COMMIT');
      return result;
    } catch (error) {
      // Where the connection is gone, the server has rolled back by itself.
      await query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  });
}
