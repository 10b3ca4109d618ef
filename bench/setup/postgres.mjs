// @ts-check
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

/** An address rather than a literal: types are checked before anything is built. */
const BUILT = new URL('../../dist/src/database/embedded-postgres.js', import.meta.url).href;

/**
 * A PostgreSQL for all who are measured, with the settings that it has by itself, but for the number of connections: every
 * contestant is up all the time.
 *
 * @param {string} folder
 */
export async function startPostgres(folder) {
  /** @type {typeof import('../../src/database/embedded-postgres.js')} */
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
