import pg from 'pg';

/** The tables of the application: an order of what is sold out can't be stored. */
const TABLES = `
  CREATE TABLE IF NOT EXISTS orders (customer int NOT NULL, item text NOT NULL CHECK (item <> 'sold out'));
  CREATE TABLE IF NOT EXISTS users (nickname text PRIMARY KEY);
  CREATE TABLE IF NOT EXISTS sessions (token text PRIMARY KEY)`;

/** As a restart does: closes all connections of the application. */
export const TERMINATE = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;

export const createTables = () => query(TABLES);

export async function query(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: process.env['DATABASE_URL'] });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
