import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** Opens the PostgreSQL server of `DATABASE_URL`, or a new embedded one. */
export async function openServer() {
  if (process.env.DATABASE_URL) {
    return { url: process.env.DATABASE_URL, close: async () => {} };
  }
  const { startEmbeddedPostgres } = await import('../../dist/tools/embedded-postgres/src/index.js');
  const dataDir = await mkdtemp(join(tmpdir(), 'portcullis-hosts-'));
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const server = await startEmbeddedPostgres({ dataDir, settings });
  return {
    url: server.url,
    close: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Calls `work` with the URL of a new, empty database, and drops the database afterwards. */
export async function withDatabase(serverUrl, work) {
  const name = `host_${randomBytes(8).toString('hex')}`;
  await query(serverUrl, `CREATE DATABASE ${name} ENCODING 'UTF8' TEMPLATE template0`);
  try {
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    return await work(url.href);
  } finally {
    await query(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  }
}

async function query(connectionString, sql) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
