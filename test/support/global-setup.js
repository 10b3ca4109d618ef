import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from '../../scripts/build.mjs';
import { memoryFolder } from './memory-folder.js';
import { createMigratedTemplate } from './migrated-template.js';

/**
 * Builds the service for the suites that start it as a process, and starts a PostgreSQL server on which each suite creates its
 * own databases, from a migrated template if it likes. The server is that of `DATABASE_URL`, or a new embedded one.
 */
export default async function globalSetup() {
  buildIfStale();
  // Node's temporary folder, in this process and in the workers.
  process.env.TMPDIR = (await memoryFolder()) ?? tmpdir();
  const server = process.env.DATABASE_URL ? givenServer(process.env.DATABASE_URL) : await embeddedServer();
  delete process.env.DATABASE_URL;
  process.env.TEST_DATABASE_URL = server.url;
  const template = await createMigratedTemplate(server.url);
  process.env.TEST_DATABASE_TEMPLATE = template.name;
  globalThis.stopTestServer = async () => {
    await template.drop();
    await server.stop();
  };
}

function givenServer(url) {
  return { url, stop: async () => {} };
}

async function embeddedServer() {
  const { startEmbeddedPostgres } = await import('../../dist/tools/embedded-postgres/src/index.js');
  const dataDir = await mkdtemp(join(tmpdir(), 'portcullis-test-'));
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };
  const server = await startEmbeddedPostgres({ dataDir, settings });
  const stop = async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}
