import { mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { linkSharedLibraries } from './library-links.js';

describe('linkSharedLibraries', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'portcullis-links-'));
    await mkdir(join(root, 'native', 'lib'), { recursive: true });
    await writeFile(join(root, 'native/lib/libx.so.6.18'), 'the library');
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  async function declare(...targets: string[]): Promise<void> {
    const links = targets.map((target) => ({ source: 'native/lib/libx.so.6.18', target }));
    await writeFile(join(root, 'native/pg-symlinks.json'), JSON.stringify(links));
  }

  it('makes the missing links, relative to their own folder', async () => {
    await declare('native/lib/libx.so', 'native/lib/libx.so.6', 'native/libx.so');
    await linkSharedLibraries(root);
    expect(await readlink(join(root, 'native/lib/libx.so.6'))).toBe('libx.so.6.18');
    expect(await readFile(join(root, 'native/libx.so'), 'utf8')).toBe('the library');
  });

  it('changes nothing when it runs again, also several times at once', async () => {
    await declare('native/lib/libx.so');
    await Promise.all(Array.from({ length: 8 }, () => linkSharedLibraries(root)));
    await linkSharedLibraries(root);
    expect(await readlink(join(root, 'native/lib/libx.so'))).toBe('libx.so.6.18');
  });

  it('does nothing for a package without a list of links', async () => {
    await expect(linkSharedLibraries(root)).resolves.toBeUndefined();
  });
});
