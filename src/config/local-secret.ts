import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A signing secret of this checkout's own, made at first use and kept in the data folder, readable by its owner alone, so
 * that tokens outlive a restart in development. Instances that start together agree on one: the file appears whole or not
 * at all, and once.
 */
export async function localSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'jwt.secret');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, randomBytes(32).toString('base64url'), { mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  } finally {
    await rm(draft);
  }
  return (await readFile(file, 'utf8')).trim();
}
