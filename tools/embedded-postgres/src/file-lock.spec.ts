import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withFileLock } from './file-lock.js';

/** The pid of a living process and the start of another: as after the pid was given away again. */
const DEAD = JSON.stringify({ pid: process.pid, started: 'long ago' });

describe('withFileLock', () => {
  let folder: string;
  let lock: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portcullis-lock-'));
    lock = join(folder, 'lock');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function mostAtOnce(): Promise<number> {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await nextTurn();
      inside--;
    };
    await Promise.all(Array.from({ length: 20 }, () => withFileLock(lock, work)));
    return most;
  }

  it('lets one process work at a time', async () => {
    expect(await mostAtOnce()).toBe(1);
  });

  it('lets only one process take over the lock of a dead one', async () => {
    await writeFile(lock, DEAD);
    expect(await mostAtOnce()).toBe(1);
  });

  it('survives the death of a process that was taking over', async () => {
    await Promise.all([writeFile(lock, DEAD), writeFile(`${lock}.steal`, DEAD)]);
    expect(await mostAtOnce()).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('takes over an old lock file that was never written', async () => {
    await writeFile(lock, '');
    await utimes(lock, 0, 0);
    expect(await mostAtOnce()).toBe(1);
  });

  it('gives the lock back when the work fails', async () => {
    const failing = withFileLock(lock, () => Promise.reject(new Error('no luck')));
    await expect(failing).rejects.toThrow('no luck');
    expect(existsSync(lock)).toBe(false);
  });
});
