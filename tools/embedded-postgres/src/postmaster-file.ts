import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readPrivateFile } from './private-file.js';
import { commandLineOf, identityOf } from './process-identity.js';
import type { ProcessIdentity } from './process-identity.js';

/** A PostgreSQL server, as described in its `postmaster.pid`. */
export interface Server {
  readonly process: ProcessIdentity;
  readonly port: number;
  /** Whether it accepts connections: false during recovery and shutdown. */
  readonly ready: boolean;
  /** False if the platform shows only that a process with this pid is alive. */
  readonly certain: boolean;
}

interface PostmasterFile {
  readonly pid: number;
  readonly clusterFolder: string;
  readonly port: number;
  readonly ready: boolean;
}

/** Finds the living server of this cluster. Checks the process, not only the file. */
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
 * Removes a `postmaster.pid` that names a living process which is not this cluster's server. PostgreSQL compares only pid and
 * user, and would refuse to start.
 */
export async function removeForeignPostmasterFile(cluster: string): Promise<void> {
  const file = await readPostmasterFile(cluster);
  if (file && (await identityOf(file.pid)) && (await judge(file, cluster)) === 'foreign') {
    await rm(join(cluster, 'postmaster.pid'), { force: true });
  }
}

/** The lines are those of PostgreSQL's `pidfile.h`; the later ones appear one by one while the server starts. */
async function readPostmasterFile(cluster: string): Promise<PostmasterFile | undefined> {
  const content = await readPrivateFile(join(cluster, 'postmaster.pid'));
  if (content === undefined) {
    return undefined;
  }
  const lines = content.split('\n').map((line) => line.trim());
  const [pid = '', clusterFolder = '', , port = ''] = lines;
  return { pid: Number(pid), clusterFolder, port: Number(port), ready: lines[7] === 'ready' };
}

async function judge(file: PostmasterFile, cluster: string): Promise<'ours' | 'foreign' | 'unknown'> {
  const command = await commandLineOf(file.pid);
  if (command === undefined) {
    return 'unknown';
  }
  const isItsServer = command.includes('postgres') && command.includes(` -D ${file.clusterFolder} `);
  return isItsServer && !(await isCopy(file.clusterFolder, cluster)) ? 'ours' : 'foreign';
}

/** The file of a copied cluster names the server of the original. The file of a moved cluster names its own server. */
async function isCopy(named: string, cluster: string): Promise<boolean> {
  const original = await stat(named, { bigint: true }).catch(() => undefined);
  const ours = await stat(cluster, { bigint: true });
  return original !== undefined && (original.ino !== ours.ino || original.dev !== ours.dev);
}
