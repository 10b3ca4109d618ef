// `npm run hosts [-- [--packed] [<host> … | --except <host> …]]`: the applications of test/hosts install the packages of
// `npm run pack` in folders outside of this checkout, and run their own tests there. `--packed` takes the packages of the last run.
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from './build.mjs';
import { addedLines } from './hosts/added-lines.mjs';
import { misquotations } from './hosts/check-quotations.mjs';
import { openServer, withDatabase } from './hosts/database.mjs';
import { npm } from './hosts/npm.mjs';
import { Workshop } from './hosts/workshop.mjs';
import { pack, packed } from './pack.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const HOSTS = join(ROOT, 'test', 'hosts');

async function runHosts(names, isPacked) {
  // The embedded PostgreSQL is part of the build.
  buildIfStale();
  const workshop = new Workshop(HOSTS, isPacked ? packed() : pack());
  const server = await openServer();
  try {
    return await inParallel(names, (name) => runHost(name, workshop, server.url));
  } finally {
    await Promise.all([server.close(), workshop.close()]);
  }
}

/** As many at once as there are processors, because an installation waits most of the time. */
async function inParallel(names, work) {
  const results = [];
  const rest = names.entries();
  const worker = async () => {
    for (const [index, name] of rest) {
      results[index] = await work(name);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}

async function runHost(name, workshop, serverUrl) {
  const started = performance.now();
  const { issuer, like } = workshop.configOf(name);
  try {
    const folder = await workshop.ready(name);
    const env = issuer && { ISSUER_FOLDER: await workshop.ready(issuer) };
    const output = await withDatabase(serverUrl, (url) =>
      npm(folder, ['run', '--silent', 'e2e'], { DATABASE_URL: url, ...env }),
    );
    process.stdout.write(`\n== ${name}\n${output}`);
    if (!isIssuer(name, workshop)) {
      workshop.discard(name);
    }
  } catch (error) {
    process.stdout.write(`\n== ${name}\n${error.message}\n`);
    return { passed: false, line: `${name}: FAILED` };
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const added = like ? `the lines of ${like}` : addedLines(join(HOSTS, name));
  return { passed: true, line: `${name}: passed in ${seconds} s; ${added}` };
}

const misquoted = pages().flatMap((page) => misquotations(ROOT, page));
if (misquoted.length > 0) {
  process.stdout.write(`${misquoted.join('\n')}\n`);
  process.exit(1);
}
const args = process.argv.slice(2);
const options = args.filter((arg) => arg.startsWith('--'));
const names = args.filter((arg) => !arg.startsWith('--'));
refuse(options, ['--packed', '--except']);
refuse(names, hostNames());
const hosts = options.includes('--except') ? hostNames().filter((name) => !names.includes(name)) : names;
const results = await runHosts(hosts.length > 0 ? hosts : hostNames(), options.includes('--packed'));
process.stdout.write(`\n${results.map(({ line }) => line).join('\n')}\n`);
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;

function pages() {
  return readdirSync(join(ROOT, 'docs')).flatMap((name) => (name.endsWith('.md') ? `docs/${name}` : []));
}

function refuse(words, known) {
  const unknown = words.filter((word) => !known.includes(word));
  if (unknown.length > 0) {
    process.stderr.write(`Unknown: ${unknown.join(' ')}. Choose from ${known.join(' ')}.\n`);
    process.exit(1);
  }
}

/** Whether another host starts its compiled application. */
function isIssuer(name, workshop) {
  return hostNames().some((other) => workshop.configOf(other).issuer === name);
}

function hostNames() {
  const entries = readdirSync(HOSTS, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? entry.name : [])).toSorted();
}
