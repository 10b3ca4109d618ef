import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { explainFolderFailure } from './folder-failure.js';
import { refuseForeignFolder } from './folder-owner.js';
import { hasCode } from './has-code.js';
import { readPrivateFile } from './private-file.js';

/** The paths of all files, below the folder of the caller. */
export interface DataFolder {
  readonly root: string;
  readonly cluster: string;
  readonly password: string;
  readonly log: string;
  readonly lock: string;
  readonly leases: string;
}

/**
 * Guarantees that only this user can write in the folder and that all content belongs to this user, so that another user can't
 * plant files. Creates a missing folder. Closes an empty folder or one that Portcullis made to other users, and changes no other.
 *
 * @throws Error that says what to do when the folder is another user's, or shared, or holds anything else
 */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  const root = resolve(dataDir);
  await explainFolderFailure(root, async () => {
    await makeFolder(root);
    await refuseForeignFolder(root);
  });
  return {
    root,
    cluster: join(root, 'postgres'),
    password: join(root, 'postgres.password'),
    log: join(root, 'postgres.log'),
    lock: join(root, 'postgres.lock'),
    leases: join(root, 'postgres.leases'),
  };
}

/** Also creates the parents. Node's `recursive` never returns for a folder such as /proc. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, 0o700);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) {
      return;
    }
    if (!hasCode(error, 'ENOENT') || dirname(path) === path) {
      throw error;
    }
    await makeFolder(dirname(path));
    // Another process may have created it meanwhile.
    await mkdir(path, 0o700).catch(unless('EEXIST'));
  }
}

/**
 * Whether there is a cluster to start.
 *
 * @throws Error when it was made by another major version of PostgreSQL; it is left as it is
 */
export async function hasCluster(folder: DataFolder, majorVersion: string): Promise<boolean> {
  const version = (await readPrivateFile(join(folder.cluster, 'PG_VERSION')))?.trim();
  if (version === majorVersion) {
    return true;
  }
  if (version === undefined) {
    if (((await readdir(folder.cluster).catch(unless('ENOENT'))) ?? []).length === 0) {
      return false;
    }
    throw new Error(`${folder.cluster} is not empty, and holds no PostgreSQL cluster: move it away.`);
  }
  const found = /^\d{1,3}(\.\d{1,3})?$/.test(version) ? version : 'of an unknown version';
  throw new Error(
    `${folder.cluster} holds the data of PostgreSQL ${found}, and this is PostgreSQL ${majorVersion}: ` +
      'dump it with the old version, or move the folder away; nothing in it has been changed.',
  );
}

function unless(code: string): (error: unknown) => undefined {
  return (error) => {
    if (!hasCode(error, code)) {
      throw error;
    }
  };
}
