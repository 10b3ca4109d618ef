import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hasCode } from './has-code.js';
import { identityOf, isAlive, parseIdentity } from './process-identity.js';

/**
 * Takes the server over unless a living process has it. To be called under the lock.
 *
 * @returns the ownership, which is of this one call and not of the whole process; `undefined` for a guest
 */
export async function claim(file: string): Promise<string | undefined> {
  const owner = parseIdentity(await read(file));
  if (owner && (await isAlive(owner))) {
    return undefined;
  }
  const ownership = JSON.stringify({ ...(await identityOf(process.pid)), id: randomUUID() });
  // By renaming, so that a crash leaves no half of it.
  await writeFile(`${file}.new`, ownership);
  await rename(`${file}.new`, file);
  return ownership;
}

export async function isHeld(file: string, ownership: string): Promise<boolean> {
  return (await read(file)) === ownership;
}

/** For a server that is down: whoever starts the next one owns it. */
export function release(file: string): Promise<void> {
  return rm(file, { force: true });
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return '';
    }
    throw error;
  }
}
