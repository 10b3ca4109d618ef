import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from '../../scripts/build.mjs';
import { memoryFolder } from './memory-folder.js';

/**
 * Builds the service for the suites that start it as a process, and starts a PostgreSQL server on which each suite creates its
 * own databases. The server is that of `DATABASE_URL`, or a new embedded one.
 */
export default async function globalSetup() {
  buildIfStale();
  // Node's temporary folder, in this process and in the workers.
  process.env.TMPDIR = (await memoryFolder()) ?? tmpdir();
  if (process.env.DATABASE_URL) {
    process.env.TEST_DATABASE_URL = process.env.DATABASE_URL;
    delete process.env.DATABASE_URL;
    return;
  }
  const { startEmbeddedPostgres } = await import('../../dist/tools/embedded-postgres/src/index.js');
  const dataDir = await mkdtemp(join(tmpdir(), 'portcullis-test-'));
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };
  const server = await startEmbeddedPostgres({ dataDir, settings });
  process.env.TEST_DATABASE_URL = server.url;
  globalThis.stopTestServer = async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
