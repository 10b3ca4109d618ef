import { isObject } from './has-code.js';

const REASONS: Readonly<Record<string, string | undefined>> = {
  ENOTDIR: 'is not a folder, or lies below a file: set DATA_DIR to another one',
  ELOOP: 'is a symbolic link that leads nowhere: set DATA_DIR to another folder',
  ENAMETOOLONG: 'is too long a name: set DATA_DIR to a shorter one',
  ENOENT: 'can not be made, or has been deleted: set DATA_DIR to another folder, or start again',
  EACCES: "can't be used by this user: run as the user whom it belongs to, or set DATA_DIR to a folder of your own",
  EPERM: "can't be used by this user: run as the user whom it belongs to, or set DATA_DIR to a folder of your own",
  EROFS: 'is on a read-only file system: set DATA_DIR to a folder that can be written',
  ENOSPC: 'is on a full disk: free some space there, or set DATA_DIR to another one',
  EDQUOT: 'is over the quota of its disk: free some space there, or set DATA_DIR to another one',
  EMFILE: 'can not be opened, for this process has too many open files: raise the limit (ulimit -n)',
  ENFILE: 'can not be opened, for this system has too many open files: raise its limit',
};

/**
 * Runs work in a data folder.
 *
 * @throws Error that says what to do, instead of the system's error
 */
export async function explainFolderFailure<T>(root: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const reason = isObject(cause) && 'code' in cause && 'syscall' in cause ? REASONS[String(cause.code)] : undefined;
    throw reason === undefined ? cause : new Error(`${root} ${reason}.`, { cause });
  }
}

/** The error for a failed program of PostgreSQL: says what to do, or has the end of its output. */
export function programFailure(root: string, sentence: string, output: string): Error {
  const code = /No space left on device|Check free disk space/.test(output)
    ? 'ENOSPC'
    : /Disk quota exceeded/.test(output)
      ? 'EDQUOT'
      : undefined;
  return new Error(code ? `${root} ${REASONS[code]}.` : `${sentence}: ${output.slice(-2_000)}`);
}
