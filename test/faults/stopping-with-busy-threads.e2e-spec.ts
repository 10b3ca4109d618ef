import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { Client } from '../support/client.js';
import { eventually, startProcess, temporaryFolder } from '../support/process.js';

/** The shortest time that an orchestrator waits before it kills. */
const LIMIT_MS = 15_000;

/** Gives each hash the cost 30, which takes days of native code in a thread. */
const ENDLESS_HASHES = `data:text/javascript,${encodeURIComponent(
  `import { createRequire } from 'node:module';
   const bcrypt = createRequire(${JSON.stringify(import.meta.url)})('bcrypt');
   const { hash } = bcrypt;
   bcrypt.hash = (key, setting) => {
     console.log('hashing');
     return hash(key, setting.replace('$10$', '$30$'));
   };`,
)}`;

it.each([
  ['one signal', 1],
  ['a second signal, which does not wait', 2],
])('a service whose threads never finish their work still ends, after %s', async (_what, signals) => {
  const dataDir = join(await temporaryFolder(), 'data');
  const env = { DATA_DIR: dataDir, AUTH_BCRYPT_COST: '10', NODE_OPTIONS: `--import=${ENDLESS_HASHES}` };
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
