import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import { hasCode } from './has-code.js';
import { poll } from './poll.js';
import { readPrivateFile } from './private-file.js';
import { identityOf, isAlive, parseIdentity } from './process-identity.js';

const DEADLINE_MS = 90_000;
/** An unreadable lock file of this age belongs to a process that died between creating and writing it. */
const UNREADABLE_AFTER_MS = 2_000;

/**
 * Runs `work` while no other process on this machine runs work under the same lock file, and takes over the lock of
 * a dead process.
 *
 * @throws Error when a living process has held the lock for 90 seconds
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  if (!(await poll(() => tryToAcquire(path), DEADLINE_MS))) {
    const holder = parseIdentity((await readPrivateFile(path)) ?? '');
    const whose = holder ? `process ${holder.pid}: end it, or wait for it` : 'an unknown process: remove the file';
    throw new Error(`${path} has been held for ${DEADLINE_MS / 1_000} seconds by ${whose}.`);
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
    create(path, me);
    return true;
  } catch (error) {
    // Windows returns EPERM while the file is being deleted.
    if (!hasCode(error, 'EEXIST') && !(process.platform === 'win32' && hasCode(error, 'EPERM'))) {
      throw error;
    }
  }
  if (await isAbandoned(path)) {
    await removeAbandoned(path);
  }
  return undefined;
}

/** Writes with one call, so that a process hardly ever dies before the content is there. A full disk leaves no file. */
function create(path: string, content: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, content);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/**
 * Deletes the lock of a dead process, under a second lock and after another check of the holder. Otherwise, of two processes that
 * see the same dead holder, the slower one would delete the new lock of the faster one.
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
    const holder = parseIdentity((await readPrivateFile(path)) ?? '');
    if (holder) {
      return !(await isAlive(holder));
    }
    return Date.now() - (await lstat(path)).mtimeMs > UNREADABLE_AFTER_MS;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return false;
    }
    throw error;
  }
}
