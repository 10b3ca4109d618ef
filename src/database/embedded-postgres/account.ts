import { chmod, chown, lchown, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.js';
import type { DataFolder } from './data-folder.js';
import { hasCode } from './has-code.js';
import { run } from './run.js';
import type { Command } from './run.js';

/** The user that PostgreSQL runs as. */
export interface Account {
  command(file: string, args: readonly string[]): Command;
  /** Hands a folder over to that user, with all that is in it. */
  giveTo(folder: string): Promise<void>;
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

const ourselves: Account = { command: (file, args) => ({ file, args }), giveTo: async () => undefined };

/**
 * PostgreSQL refuses to run as root. Started by root, it runs as the owner of the cluster or of the data folder, or else as
 * `postgres` or `nobody`; with a capability only where that user can't reach the files without one.
 *
 * @throws Error when none of these can run it
 */
export async function chooseAccount(folder: DataFolder, binaries: Binaries): Promise<Account> {
  if (process.getuid?.() !== 0) {
    return ourselves;
  }
  const user = (await ownerOf(folder.cluster)) ?? (await ownerOf(folder.root)) ?? (await unprivilegedUser());
  if (user) {
    for (const account of [
      plain(user),
      withCapability(user, 'dac_read_search'),
      withCapability(user, 'dac_override'),
    ]) {
      if (await works(account, folder, binaries)) {
        return account;
      }
    }
    // No capability to be had: then the group's right to pass through to the cluster.
    await chown(folder.root, (await stat(folder.root)).uid, user.gid);
    await chmod(folder.root, 0o710);
    if (await works(plain(user), folder, binaries)) {
      return plain(user);
    }
    await chmod(folder.root, 0o700);
  }
  throw new Error(
    'The embedded PostgreSQL can not run as root, and no other user can reach its programs and ' +
      `${folder.root}: set DATABASE_URL, or run as an ordinary user.`,
  );
}

/**
 * One capability, so that PostgreSQL reaches its files below a folder that only root may enter, such as /root.
 * The secure bit is needed because PostgreSQL looks for its programs with access(2), which leaves the capabilities of a
 * user other than root out of account unless that bit is set (capabilities(7), SECBIT_NO_SETUID_FIXUP).
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
  return {
    command: (file, args) => ({ file: 'setpriv', args: [...options, file, ...args] }),
    giveTo: (folder) => giveTo(user, folder),
  };
}

function plain(user: User): Account {
  return { command: (file, args) => ({ file, args, user }), giveTo: (folder) => giveTo(user, folder) };
}

/** Tries both in earnest: to enter the data folder, and to run a program. */
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

/** `undefined` for root. */
async function ownerOf(path: string): Promise<User | undefined> {
  try {
    const { uid, gid } = await stat(path);
    return uid === 0 ? undefined : { uid, gid };
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
    // macOS writes nobody's -2, where the system calls want an unsigned number.
    if (uid && gid) {
      return { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 };
    }
  }
  return undefined;
}

async function giveTo(user: User, folder: string): Promise<void> {
  // The folder itself goes last, so its owner tells whether the work was done.
  if ((await stat(folder)).uid === user.uid) {
    return;
  }
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await lchown(join(entry.parentPath, entry.name), user.uid, user.gid);
  }
  await chown(folder, user.uid, user.gid);
}
