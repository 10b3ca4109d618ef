// `npm run hosts [-- <host> …]`: applications outside of this project, in test/hosts, install what `npm run pack` makes as
// anybody would, in a folder from where nothing else of this checkout can be reached, and run their own tests there.
import { readdirSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from './build.mjs';
import { addedLines } from './hosts/added-lines.mjs';
import { misquotations } from './hosts/check-quotations.mjs';
import { openServer, withDatabase } from './hosts/database.mjs';
import { install } from './hosts/install.mjs';
import { npm } from './hosts/npm.mjs';
import { pack } from './pack.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const HOSTS = join(ROOT, 'test', 'hosts');

async function runHosts(names) {
  // The embedded PostgreSQL is the service's.
  buildIfStale();
  const tarballs = pack();
  const server = await openServer();
  try {
    const results = [];
    for (const name of names) {
      results.push(await runHost(name, tarballs, server.url));
    }
    return results;
  } finally {
    await server.close();
  }
}

async function runHost(name, tarballs, serverUrl) {
  process.stdout.write(`\n== ${name}\n`);
  const started = performance.now();
  const folder = await mkdtemp(join(tmpdir(), `portcullis-host-${name}-`));
  try {
    await cp(join(HOSTS, name), folder, { recursive: true });
    install(folder, tarballs);
    npm(folder, ['run', '--silent', 'build']);
    await withDatabase(serverUrl, (url) => npm(folder, ['run', '--silent', 'e2e'], { DATABASE_URL: url }));
  } catch (error) {
    return { passed: false, line: `${name}: FAILED: ${error.message}` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  return { passed: true, line: `${name}: passed in ${seconds} s, with ${addedLines(join(HOSTS, name))}` };
}

const asked = process.argv.slice(2);
const results = await runHosts(asked.length > 0 ? asked : hostNames());
const troubles = misquotations(ROOT, 'docs/embedding.md');
process.stdout.write(`\n${[...results.map(({ line }) => line), ...troubles].join('\n')}\n`);
process.exitCode = troubles.length === 0 && results.every(({ passed }) => passed) ? 0 : 1;

function hostNames() {
  const entries = readdirSync(HOSTS, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? entry.name : [])).toSorted();
}
