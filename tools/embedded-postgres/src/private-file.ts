import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { hasCode } from './has-code.js';

/**
 * Refuses symbolic links, and does not block on a pipe. Windows has neither flag, and ordinary users can't create links there.
 */
const NO_TRAPS = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a file of the data folder; `undefined` when it does not exist.
 *
 * @throws Error if it is not a regular file, for example a symbolic link
 */
export async function readPrivateFile(path: string): Promise<string | undefined> {
  try {
    const file = await openPrivateFile(path, constants.O_RDONLY);
    return await closing(file, () => file.readFile('utf8'));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

/** Writes a file that only its owner can read, atomically and with fsync. */
export async function replacePrivateFile(path: string, content: string): Promise<void> {
  const draft = `${path}.new`;
  // Left by a killed process, or a link in its place.
  await rm(draft, { force: true });
  const file = await openPrivateFile(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL);
  await closing(file, async () => {
    await file.writeFile(content);
    await file.sync();
  });
  await rename(draft, path);
}

/** Opens a log that only its owner can read, for appending and reading. */
export function openPrivateLog(path: string): Promise<FileHandle> {
  return openPrivateFile(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
}

async function openPrivateFile(path: string, flags: number): Promise<FileHandle> {
  const file = await open(path, flags | NO_TRAPS, 0o600).catch((cause: unknown) => {
    // ENXIO: a pipe without a reader.
    throw hasCode(cause, 'ELOOP', 'ENXIO', 'EISDIR') ? notAFile(path, cause) : cause;
  });
  if (!(await file.stat()).isFile()) {
    await file.close();
    throw notAFile(path);
  }
  return file;
}

function notAFile(path: string, cause?: unknown): Error {
  return new Error(`${path} must be a regular file, and is not: remove it, or set DATA_DIR to another folder.`, {
    cause,
  });
}

async function closing<T>(file: FileHandle, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await file.close();
  }
}
