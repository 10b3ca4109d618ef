import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, jest } from '@jest/globals';
import { eventually, run } from '../support/process.js';

const LIBS = join(import.meta.dirname, '../../dist/libs');

/** Twenty times as long as the test takes: a deadlock lasts forever. */
const LIMIT_MS = 120_000;

jest.setTimeout(2 * LIMIT_MS);

it('thousands of new keys, with garbage collections in between, never deadlock the process', async () => {
  const program = await run(process.execPath, [
    // Many small collections, so that some happen while a key is published.
    '--max-semi-space-size=1',
    '--min-semi-space-size=1',
    '--input-type=module',
    '-e',
    `import { generateKeyPairSync } from 'node:crypto';
     import { verificationKey } from ${specifier('auth/src/spi.js')};
     for (let made = 0; made < 7_000; made += 1) {
       verificationKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);
     }
     const { generateKey } = await import(${specifier('keys/src/rotation/generate-key.js')});
     const { KeyVault } = await import(${specifier('keys/src/storage/key-vault.js')});
     const vault = new KeyVault('a secret of at least thirty-two bytes');
     const life = { publishedAt: 0, activeFrom: 0, retiresAt: null, expiresAt: null };
     for (let rotations = 0; rotations < 500; rotations += 1) {
       vault.open(vault.store(await generateKey('ES256'), life));
     }
     console.log('done');`,
  ]);
  await eventually(() => program.hasExited(), LIMIT_MS);
  expect(await program.exited).toEqual({ code: 0, signal: null });
  expect(program.stdout().trim()).toBe('done');
});

function specifier(file: string): string {
  return JSON.stringify(pathToFileURL(join(LIBS, file)).href);
}
