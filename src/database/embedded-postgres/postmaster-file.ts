import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './has-code.js';
import { commandLineOf, identityOf } from './process-identity.js';
import type { ProcessIdentity } from './process-identity.js';

/** A PostgreSQL server as its `postmaster.pid` tells of it. */
export interface Server {
  readonly process: ProcessIdentity;
  readonly port: number;
  /** Whether it takes connections; not yet while it recovers, no more while it shuts down. */
  readonly ready: boolean;
  /** False where the platform shows no more than that a process with this pid lives. */
  readonly certain: boolean;
}

interface PostmasterFile {
  readonly pid: number;
  readonly clusterFolder: string;
  readonly port: number;
  readonly ready: boolean;
}

/** The living server of this cluster, if there is one; looks at the process, not only at the file. */
export async function livingServer(cluster: string): Promise<Server | undefined> {
  const file = await readPostmasterFile(cluster);
  const process = file && (await identityOf(file.pid));
  const certainty = process && (await judge(file, cluster));
  if (!process || certainty === 'foreign') {
    return undefined;
  }
  return { process, port: file.port, ready: file.ready, certain: certainty === 'ours' };
}

/**
 * Removes a `postmaster.pid` that names a living process which is not this cluster's server. PostgreSQL knows such
 * a process by its pid and user alone, and would refuse to start beside it.
 */
export async function removeForeignPostmasterFile(cluster: string): Promise<void> {
  const file = await readPostmasterFile(cluster);
  if (file && (await identityOf(file.pid)) && (await judge(file, cluster)) === 'foreign') {
    await rm(join(cluster, 'postmaster.pid'), { force: true });
  }
}

/** The lines are those of PostgreSQL's `pidfile.h`; the later ones appear one by one while the server starts. */
async function readPostmasterFile(cluster: string): Promise<PostmasterFile | undefined> {
  try {
    const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n').map((line) => line.trim());
    const [pid = '', clusterFolder = '', , port = ''] = lines;
    return { pid: Number(pid), clusterFolder, port: Number(port), ready: lines[7] === 'ready' };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

async function judge(file: PostmasterFile, cluster: string): Promise<'ours' | 'foreign' | 'unknown'> {
  const command = await commandLineOf(file.pid);
  if (command === undefined) {
    return 'unknown';
  }
  const isItsServer = command.includes('postgres') && command.includes(` -D ${file.clusterFolder} `);
  return isItsServer && !(await isCopy(file.clusterFolder, cluster)) ? 'ours' : 'foreign';
}

/** A cluster copied together with its file names the original's server; one moved while it ran names its own. */
async function isCopy(named: string, cluster: string): Promise<boolean> {
  const original = await stat(named, { bigint: true }).catch(() => undefined);
  const ours = await stat(cluster, { bigint: true });
  return original !== undefined && (original.ino !== ours.ino || original.dev !== ours.dev);
}
