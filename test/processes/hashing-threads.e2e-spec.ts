import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from '@jest/globals';
import bcrypt from 'bcrypt';
import { run } from '../support/process.js';

const MODULE = join(import.meta.dirname, '../../dist/libs/auth/src/password/threads/hashing-threads.js');
const SETTING = '$2b$10$C9rElvZFlxlpGQB1giumju';

it('a program that hashes in threads of its own ends when its hashes are there, not before, and need not be told to', async () => {
  const program = await run(process.execPath, [
    '--input-type=module',
    '-e',
    `import { HashingThreads } from ${JSON.stringify(pathToFileURL(MODULE).href)};
     const threads = new HashingThreads({ concurrency: 2 });
     const hash = () => threads.hash(Buffer.from('a key'), '${SETTING}');
     console.log(await Promise.all([hash(), hash(), hash()]).then((hashes) => hashes.join('\\n')));`,
  ]);
  expect(await program.exited).toEqual({ code: 0, signal: null });
  expect(program.stderr()).toBe('');
  const hash = bcrypt.hashSync('a key', SETTING);
  expect(program.stdout().trim().split('\n')).toEqual([hash, hash, hash]);
});
