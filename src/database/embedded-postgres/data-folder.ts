import { chmod, chown, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { hasCode } from './has-code.js';

/** Where everything lies, all below the folder that the caller named. */
export interface DataFolder {
  readonly root: string;
  readonly cluster: string;
  readonly password: string;
  readonly log: string;
  readonly lock: string;
  readonly owner: string;
}

/** Makes the folder, and closes it to other users. */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  const root = resolve(dataDir);
  await mkdir(root, { recursive: true, mode: 0o700 });
  if (((await stat(root)).mode & 0o777) !== 0o700) {
    await chmod(root, 0o700);
  }
  return {
    root,
    cluster: join(root, 'postgres'),
    password: join(root, 'postgres.password'),
    log: join(root, 'postgres.log'),
    lock: join(root, 'postgres.lock'),
    owner: join(root, 'postgres.owner'),
  };
}

/**
 * Whether there is a cluster to start.
 *
 * @throws Error when it was made by another major version of PostgreSQL; it is left as it is
 */
export async function hasCluster(folder: DataFolder, majorVersion: string): Promise<boolean> {
  const version = (await readFile(join(folder.cluster, 'PG_VERSION'), 'utf8').catch(unlessMissing))?.trim();
  if (version === majorVersion) {
    return true;
  }
  if (version === undefined) {
    if (((await readdir(folder.cluster).catch(unlessMissing)) ?? []).length === 0) {
      return false;
    }
    throw new Error(`${folder.cluster} is not empty, and holds no PostgreSQL cluster: move it away.`);
  }
  throw new Error(
    `${folder.cluster} holds the data of PostgreSQL ${version}, and this is PostgreSQL ${majorVersion}: ` +
      'dump it with the old version, or move the folder away; nothing in it has been changed.',
  );
}

/** When root writes into a folder of another user's, that user must be able to go on without root. */
export async function shareWithOwner(folder: string, file: string): Promise<void> {
  if (process.getuid?.() !== 0) {
    return;
  }
  const { uid, gid } = await stat(folder);
  if (uid !== 0) {
    await chown(file, uid, gid);
  }
}

function unlessMissing(error: unknown): undefined {
  if (!hasCode(error, 'ENOENT')) {
    throw error;
  }
}
