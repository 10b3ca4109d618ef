import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { Client } from '../support/client.js';
import { eventually, startProcess, temporaryFolder } from '../support/process.js';

/** The shortest time that an orchestrator waits before it kills. */
const LIMIT_MS = 15_000;

/**
 * Lets each hash occupy its thread forever, without using the processor: it opens a named pipe without a writer.
 *
 * @returns a module to import at the start of the service
 */
function endlessHashes(pipe: string): string {
  execFileSync('mkfifo', [pipe]);
  const source = `
    import { open } from 'node:fs/promises';
    import { createRequire } from 'node:module';
    const bcrypt = createRequire(${JSON.stringify(import.meta.url)})('bcrypt');
    bcrypt.hash = () => {
      console.log('hashing');
      return open(${JSON.stringify(pipe)});
    };`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

it.each([
  ['one signal', 1],
  ['a second signal, which does not wait', 2],
])('a service whose threads never finish their work still ends, after %s', async (_what, signals) => {
  const folder = await temporaryFolder();
  const dataDir = join(folder, 'data');
  const env = {
    DATA_DIR: dataDir,
    AUTH_BCRYPT_COST: '4',
    NODE_OPTIONS: `--import=${endlessHashes(join(folder, 'pipe'))}`,
  };
  const service = await startProcess({ env });
  const postgres = join(dataDir, 'postgres/postmaster.pid');
  expect(existsSync(postgres)).toBe(true);
  const unanswered = new Client(service.url).signIn('nobody', 'an unlikely passphrase').catch(() => undefined);
  await eventually(() => service.stdout().includes('hashing'), LIMIT_MS);

  service.signal('SIGTERM');
  await eventually(() => service.stdout().includes('stopping'), LIMIT_MS);
  if (signals > 1) {
    service.signal('SIGTERM');
  }
  await eventually(() => service.hasExited(), LIMIT_MS);
  await unanswered;
  // Only an uninterrupted stop has the time to stop the database first.
  expect(existsSync(postgres)).toBe(signals > 1);
});
