// @ts-check
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

/** A variable instead of a literal, because types are checked before the build. */
const BUILT = new URL('../../dist/tools/embedded-postgres/src/index.js', import.meta.url).href;

/**
 * Starts the PostgreSQL of all contestants, with default settings except for the number of connections, because all of them are up
 * all the time.
 *
 * @param {string} folder
 */
export async function startPostgres(folder) {
  /** @type {typeof import('../../tools/embedded-postgres/src/index.js')} */
  const { startEmbeddedPostgres } = await import(BUILT);
  const dataDir = join(folder, 'data');
  await mkdir(dataDir);
  return startEmbeddedPostgres({ dataDir, settings: { max_connections: '300' } });
}

/**
 * @param {string} connectionString
 * @param {string} sql
 * @param {unknown[]} [parameters]
 * @returns {Promise<any[]>}
 */
export async function query(connectionString, sql, parameters) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql, parameters)).rows;
  } finally {
    await client.end();
  }
}

/**
 * @param {string} serverUrl
 * @param {string} name
 * @returns {Promise<string>} its URL
 */
export async function createDatabase(serverUrl, name) {
  await query(serverUrl, `CREATE DATABASE ${name} ENCODING 'UTF8' TEMPLATE template0`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
