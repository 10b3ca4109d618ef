import type { Stats } from 'node:fs';
import { chmod, lstat, readdir, realpath, stat } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { hasCode } from './has-code.js';

/** Files of Portcullis. */
const OURS =
  /^(?:postgres(?:\.draft-[\w.-]+|\.(?:password|log|lock|leases)(?:\.new|\.steal)*)?|mailbox|jwt\.secret(?:\.new|\.lock|\.steal)*)$/;

/** Files that an empty folder may have: of a file system's root, of Git, of macOS. */
const NOTHING = /^(?:lost\+found|\.gitkeep|\.gitignore|\.DS_Store)$/;

/** Every folder that the service has used has one of these. */
const MARKS: ReadonlySet<string> = new Set(['postgres.password', 'jwt.secret']);

const ELSEWHERE = 'set DATA_DIR to a new or an empty folder';

/**
 * Closes the folder to other users if it is empty or has only files of Portcullis.
 *
 * @throws Error if other users may have written in it, or if it has other content; the folder is not changed
 */
export async function refuseForeignFolder(root: string): Promise<void> {
  refuseForeignOwner(root, await lstat(root));
  const folder = await stat(root);
  refuseForeignOwner(root, folder);
  const names = (await readdir(root)).filter((name) => !NOTHING.test(name));
  const foreign = names.filter((name) => !OURS.test(name));
  const isMarked = names.some((name) => MARKS.has(name));
  if (foreign.length > 0 && !isMarked) {
    const some = foreign.slice(0, 3).join(', ') + (foreign.length > 3 ? ', …' : '');
    throw new Error(`${root} holds what Portcullis has not made (${some}): ${ELSEWHERE}.`);
  }
  if (!isMarked && (await isMeantForOtherThings(root))) {
    throw new Error(`${root} is no folder for one program alone: ${ELSEWHERE}.`);
  }
  await closeToOthers(root, folder, foreign.length > 0);
  for (const name of names.filter((known) => OURS.test(known))) {
    await refuseTrap(root, name);
  }
}

async function closeToOthers(root: string, folder: Stats, isShared: boolean): Promise<void> {
  // Windows has no such modes.
  if (process.getuid === undefined || (folder.mode & 0o7777) === 0o700) {
    return;
  }
  // Such as /tmp: files that other users wrote before it was closed could not be recognised.
  if ((folder.mode & 0o1002) !== 0 || (isShared && (folder.mode & 0o020) !== 0)) {
    throw new Error(`Other users may write in ${root}: ${ELSEWHERE}, or close this one (chmod 700).`);
  }
  if (!isShared) {
    await chmod(root, 0o700);
  }
}

async function isMeantForOtherThings(root: string): Promise<boolean> {
  const place = await realpath(root);
  const homes = [homedir(), registeredHome()].map((home) => realpath(home).catch(() => home));
  return dirname(place) === place || (await Promise.all(homes)).includes(place);
}

/** The home folder of the user database, regardless of HOME. Empty for an unknown user, as in a pod. */
function registeredHome(): string {
  try {
    return userInfo().homedir;
  } catch {
    return '';
  }
}

/** Refuses a link, a file of another user, and a hard link to a file elsewhere. */
async function refuseTrap(root: string, name: string): Promise<void> {
  const path = join(root, name);
  const entry = await lstat(path).catch((error: unknown) => {
    // Another process has just released its lock.
    if (hasCode(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  });
  // Started by root, PostgreSQL runs as another user, who owns these files.
  const isPostgresOfRoot = process.getuid?.() === 0 && (entry?.isDirectory() || name.includes('draft'));
  if (!entry || isPostgresOfRoot) {
    return;
  }
  refuseForeignOwner(path, entry);
  // A cluster may lie on another disk.
  const isLink = entry.isSymbolicLink() && name !== 'postgres';
  const isHardLink = entry.isFile() && entry.nlink > 1;
  if (isLink || isHardLink) {
    throw new Error(`${path} is ${isLink ? 'a symbolic link' : 'a hard link'}: remove it, or ${ELSEWHERE}.`);
  }
}

function refuseForeignOwner(path: string, { uid }: Stats): void {
  if (process.getuid !== undefined && uid !== process.getuid()) {
    throw new Error(
      `${path} belongs to another user (${uid}): run the service as that user, or set DATA_DIR to a folder of your own.`,
    );
  }
}
