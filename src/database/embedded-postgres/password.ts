import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { hasCode } from './has-code.js';

/** The superuser's password: 32 random bytes, in a file that only its owner can read. `undefined` when there is none. */
export async function readPassword(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim() || undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

/** On the disk before a cluster that depends on it, so that no crash can part the two. */
export async function createPassword(file: string): Promise<string> {
  const password = randomBytes(32).toString('base64url');
  const draft = await open(`${file}.new`, 'w', 0o600);
  try {
    await draft.writeFile(password);
    await draft.sync();
  } finally {
    await draft.close();
  }
  await rename(`${file}.new`, file);
  return password;
}
