import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  readonly url: string;
  /** Drops the database and closes its connections. */
  drop(): Promise<void>;
}

/** Creates an empty database on the server of `TEST_DATABASE_URL`, for one test file. */
export function createTestDatabase(): Promise<TestDatabase> {
  return copyOf('template0');
}

/** Creates a database in which all migrations have run. */
export function createMigratedDatabase(): Promise<TestDatabase> {
  return copyOf(process.env['TEST_DATABASE_TEMPLATE']!);
}

async function copyOf(template: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const server = new Client({ connectionString: serverUrl() });
  await server.connect();
  await server.query(`CREATE DATABASE ${name} ENCODING 'UTF8' TEMPLATE ${template} STRATEGY file_copy`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  const drop = async (): Promise<void> => {
    await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await server.end();
  };
  return { url: url.href, drop };
}

function serverUrl(): string {
  const url = process.env['TEST_DATABASE_URL'];
  if (!url) {
    throw new Error('TEST_DATABASE_URL must name a PostgreSQL server, as a role that may create databases');
  }
  return url;
}
