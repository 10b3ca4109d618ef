import type { RunStatement } from '../statement.js';

/**
 * Runs the work in a `READ COMMITTED` transaction, even if the database has another default. The statements of these libraries need this
 * level: a statement that waited for a lock sees what the lock's holder has committed (PostgreSQL, section 13.2.1).
 */
export async function readCommitted<T>(run: RunStatement, work: () => Promise<T>): Promise<T> {
  await run(statement('BEGIN ISOLATION LEVEL READ COMMITTED'));
  try {
    const result = await work();
    await run(statement('COMMIT'));
    return result;
  } catch (error) {
    // If the connection is lost, the server rolls back by itself.
    await run(statement('ROLLBACK')).catch(() => undefined);
    throw error;
  }
}

function statement(text: string) {
  return { text, values: [] };
}
