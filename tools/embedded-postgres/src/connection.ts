import { Client } from 'pg';
import { hasCode } from './has-code.js';
import { SUPERUSER } from './initdb.js';

export const DATABASE = 'portcullis';

/**
 * Proves that the server on this port is ours by signing in with our password, and creates the database if it is missing.
 *
 * @throws the error of `pg`; code `28P01` for a wrong password
 */
export async function ensureDatabase(port: number, password: string): Promise<void> {
  try {
    await withClient(port, password, DATABASE, async () => undefined);
  } catch (error) {
    // 3D000: invalid_catalog_name
    if (!hasCode(error, '3D000')) {
      throw error;
    }
    await withClient(port, password, 'postgres', (client) => client.query(`CREATE DATABASE ${DATABASE}`));
  }
}

/** Whether the server is starting, stopping or gone. */
export function isPassingRefusal(error: unknown): boolean {
  // 57P03: cannot_connect_now; 57P01: admin_shutdown
  return hasCode(error, '57P03', '57P01', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE');
}

async function withClient(
  port: number,
  password: string,
  database: string,
  work: (client: Client) => Promise<unknown>,
): Promise<void> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: SUPERUSER,
    password,
    database,
    ssl: false,
    connectionTimeoutMillis: 5_000,
  });
  // The query reports a lost server; without a listener the event would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
