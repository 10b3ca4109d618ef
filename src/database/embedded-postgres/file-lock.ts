import { writeFileSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { hasCode } from './has-code.js';
import { poll } from './poll.js';
import { identityOf, isAlive, parseIdentity } from './process-identity.js';

const DEADLINE_MS = 90_000;
/** Creating and writing are two system calls; an unreadable lock file this old was left by a death between them. */
const UNREADABLE_AFTER_MS = 2_000;

/**
 * Runs `work` while no other process on this machine runs work under the same lock file, and takes over the lock of
 * a dead process.
 *
 * @throws Error when a living process has held the lock for 90 seconds
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  if (!(await poll(() => tryToAcquire(path), DEADLINE_MS))) {
    const holder = await readFile(path, 'utf8').catch(() => 'nobody any more');
    throw new Error(`${path} has been held for too long, by ${holder}.`);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function tryToAcquire(path: string): Promise<true | undefined> {
  const me = JSON.stringify(await identityOf(process.pid));
  try {
    // In one go, so that next to no death leaves it empty.
    writeFileSync(path, me, { flag: 'wx' });
    return true;
  } catch (error) {
    // Windows answers EPERM while the file is being deleted.
    if (!hasCode(error, 'EEXIST') && !(process.platform === 'win32' && hasCode(error, 'EPERM'))) {
      throw error;
    }
  }
  if (await isAbandoned(path)) {
    await removeAbandoned(path);
  }
  return undefined;
}

/**
 * Two that see the same dead holder must not both delete: the slower one would delete the lock the faster one has
 * just taken. So deleting is itself done under a lock, and the holder looked at again.
 */
function removeAbandoned(path: string): Promise<void> {
  return withFileLock(`${path}.steal`, async () => {
    if (await isAbandoned(path)) {
      await rm(path, { force: true });
    }
  });
}

async function isAbandoned(path: string): Promise<boolean> {
  try {
    const holder = parseIdentity(await readFile(path, 'utf8'));
    if (holder) {
      return !(await isAlive(holder));
    }
    return Date.now() - (await stat(path)).mtimeMs > UNREADABLE_AFTER_MS;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return false;
    }
    throw error;
  }
}
