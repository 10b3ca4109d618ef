import type { Query } from './database.js';

/**
 * Runs the work in a `READ COMMITTED` transaction, even if the database has another default. The statements of these libraries need this
 * level: a statement that waited for a lock sees what the lock's holder has committed (PostgreSQL, section 13.2.1).
 */
export async function readCommitted<T>(query: Query, work: () => Promise<T>): Promise<T> {
  await query('BEGIN ISOLATION LEVEL READ COMMITTED');
  try {
    const result = await work();
    await query('COMMIT');
    return result;
  } catch (error) {
    // If the connection is lost, the server rolls back by itself.
    await query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
