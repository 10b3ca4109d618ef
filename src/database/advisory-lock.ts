import type { Client } from 'pg';

/**
 * Does the work while nobody else holds the lock, and waits for it as long as it takes. The lock belongs to the client's
 * session (PostgreSQL, explicit locking), so it is free again when this process dies. Connects the client, and ends it.
 */
export async function withAdvisoryLock<T>(client: Client, key: number, work: () => Promise<T>): Promise<T> {
  // Without a listener a connection lost during the work would end the process; unlocking finds it out.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [key]);
    try {
      return await work();
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [key]);
    }
  } finally {
    await client.end();
  }
}
