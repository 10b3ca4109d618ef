import { lchown, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.js';
import type { DataFolder } from './data-folder.js';
import { hasCode } from './has-code.js';
import { run } from './run.js';
import type { Command } from './run.js';

/** The user that PostgreSQL runs as. */
export interface Account {
  command(file: string, args: readonly string[]): Command;
  /** Gives this user a file or a folder that this process has just made, but not its content. */
  giveTo(path: string): Promise<void>;
  /** Removes a folder that was given to this user, if possible. */
  remove(folder: string): Promise<void>;
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

const ourselves: Account = {
  command: (file, args) => ({ file, args }),
  giveTo: async () => undefined,
  remove: (folder) => rm(folder, { recursive: true, force: true }).catch(() => undefined),
};

/**
 * PostgreSQL refuses to run as root. Started by root, it runs as the owner of the cluster or as an unprivileged user of the
 * system, with one capability, because the data folder is closed to that user.
 *
 * @throws Error that says what to do if the system grants no such capability
 */
export async function chooseAccount(folder: DataFolder, binaries: Binaries): Promise<Account> {
  if (process.getuid?.() !== 0) {
    return ourselves;
  }
  const cluster = await ownerOf(join(folder.cluster, 'PG_VERSION'));
  if (cluster === 'root') {
    throw new Error(
      `${folder.cluster} belongs to root, as whom PostgreSQL does not run: give it to an ordinary user, ` +
        `chown -R nobody ${folder.cluster} for one.`,
    );
  }
  const user = cluster ?? (await unprivilegedUser());
  // Reading is enough. A container grants root only the wider capability by default.
  const accounts = user ? [withCapability(user, 'dac_read_search'), withCapability(user, 'dac_override')] : [];
  for (const account of accounts) {
    if (await works(account, folder, binaries)) {
      return account;
    }
  }
  throw new Error(
    'The embedded PostgreSQL can not run as root, and no other user can reach its programs and ' +
      `${folder.root}: set DATABASE_URL, or run as an ordinary user.`,
  );
}

/**
 * One capability, so that PostgreSQL reaches its files below folders that only root may enter: the data folder, /root.
 * The secure bit is needed because PostgreSQL looks for its programs with access(2), which ignores the capabilities of a
 * user other than root unless that bit is set (capabilities(7), SECBIT_NO_SETUID_FIXUP).
 */
function withCapability(user: User, capability: string): Account {
  const options = [
    `--reuid=${user.uid}`,
    `--regid=${user.gid}`,
    '--clear-groups',
    `--inh-caps=+${capability}`,
    `--ambient-caps=+${capability}`,
    '--securebits=+no_setuid_fixup',
    '--',
  ];
  const command = (file: string, args: readonly string[]): Command => ({
    file: 'setpriv',
    args: [...options, file, ...args],
  });
  return {
    command,
    giveTo: (path) => lchown(path, user.uid, user.gid),
    remove: async (folder) => {
      // That user may change what is in the folder meanwhile, so root must not follow a path in there.
      await run(command('rm', ['-rf', '--', folder]), '/');
      await rmdir(folder).catch(() => undefined);
    },
  };
}

/** Enters the data folder and runs a program, as a trial. */
async function works(account: Account, folder: DataFolder, binaries: Binaries): Promise<boolean> {
  const trial = account.command('/bin/sh', [
    '-c',
    'cd "$1" && exec "$2" --version',
    'sh',
    folder.root,
    binaries.postgres,
  ]);
  return (await run(trial, '/')).ok;
}

async function ownerOf(path: string): Promise<User | 'root' | undefined> {
  try {
    const { uid, gid } = await stat(path);
    return uid === 0 ? 'root' : { uid, gid };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

async function unprivilegedUser(): Promise<User | undefined> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((fields) => fields[0] === name) ?? [];
    // macOS has negative ids, but system calls need unsigned ones.
    if (uid && gid) {
      return { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 };
    }
  }
  return undefined;
}
