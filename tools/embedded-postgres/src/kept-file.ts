import { join } from 'node:path';
import { openDataFolder } from './data-folder.js';
import { withFileLock } from './file-lock.js';
import { explainFolderFailure } from './folder-failure.js';
import { readPrivateFile, replacePrivateFile } from './private-file.js';

export interface KeptFile {
  readonly path: string;
  /** Trimmed. */
  readonly content: string;
}

/**
 * Reads a file of the data folder that only its owner can read, and creates it at first use. Processes that start together get
 * the same content.
 *
 * @throws Error that says what to do if the folder or the file can't be used
 */
export async function keepInDataFolder(dataDir: string, name: 'jwt.secret', make: () => string): Promise<KeptFile> {
  const { root } = await openDataFolder(dataDir);
  const path = join(root, name);
  const content = await explainFolderFailure(
    root,
    async () => (await readPrivateFile(path)) ?? withFileLock(`${path}.lock`, () => makeUnlessMade(path, make)),
  );
  return { path, content: content.trim() };
}

async function makeUnlessMade(path: string, make: () => string): Promise<string> {
  const existing = await readPrivateFile(path);
  if (existing !== undefined) {
    return existing;
  }
  const content = make();
  await replacePrivateFile(path, content);
  return content;
}
