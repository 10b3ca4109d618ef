import { randomBytes } from 'node:crypto';
import type { DataFolder } from './data-folder.js';
import { readPrivateFile, replacePrivateFile } from './private-file.js';

/** The superuser's password: 32 random bytes, in a file that only its owner can read. `undefined` when there is none. */
export async function readPassword(file: string): Promise<string | undefined> {
  return (await readPrivateFile(file))?.trim() || undefined;
}

/** Written to disk before the cluster that needs it, so that a crash never leaves a cluster without its password. */
export async function createPassword(file: string): Promise<string> {
  const password = randomBytes(32).toString('base64url');
  await replacePrivateFile(file, password);
  return password;
}

/** @throws Error that says what to do if the file is missing but a cluster needs it */
export async function requirePassword({ password: file, cluster }: DataFolder): Promise<string> {
  const password = await readPassword(file);
  if (password !== undefined) {
    return password;
  }
  throw new Error(
    `${file} is missing or empty, and ${cluster} can't be opened without it: put it back, or move the folder away.`,
  );
}
