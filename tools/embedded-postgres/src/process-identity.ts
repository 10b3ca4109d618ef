import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { hasCode, isObject } from './has-code.js';

/** Identifies a process, also if a later process gets the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in a format of the platform. Empty if unknown; then only the pid is compared. */
  readonly started: string;
}

/** Returns `undefined` if the process is not alive. A zombie is not alive. */
export async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  if (!isRunning(pid)) {
    return undefined;
  }
  const started = await startOf(pid);
  return started === undefined ? undefined : { pid, started };
}

/** Returns true if in doubt, so that a living process never counts as dead. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  const now = await identityOf(identity.pid);
  if (!now) {
    return false;
  }
  return now.started === '' || identity.started === '' || now.started === identity.started;
}

/** A cheap {@link isAlive} for frequent calls: compares only the pid if the platform would need to run a program. */
export async function looksAlive(identity: ProcessIdentity): Promise<boolean> {
  return process.platform === 'linux' ? isAlive(identity) : isRunning(identity.pid);
}

/** Parses JSON; returns `undefined` for anything else, such as an incomplete file. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value) || !('pid' in value) || !('started' in value)) {
      return undefined;
    }
    const { pid, started } = value;
    return Number.isInteger(pid) && typeof started === 'string' ? { pid: Number(pid), started } : undefined;
  } catch {
    return undefined;
  }
}

/** The command line of the process; `undefined` if unknown. */
export async function commandLineOf(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    }
    return process.platform === 'win32' ? undefined : `${await ps('command=', pid)} `;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  // 0 and negative numbers name process groups.
  if (!Number.isInteger(pid) || pid <= 0) {
    return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is alive, though we may not signal it.
    return hasCode(error, 'EPERM');
  }
}

async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'win32') {
    return '';
  }
  try {
    return process.platform === 'linux' ? linuxStartOf(pid) : await ps('lstart=', pid);
  } catch {
    // Ended meanwhile, or hidden from this user.
    return isRunning(pid) ? '' : undefined;
  }
}

function linuxStartOf(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name, which may contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') {
    return undefined;
  }
  // Ticks since boot, which can repeat after another boot.
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
}

async function ps(column: string, pid: number): Promise<string> {
  const env = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
  return (await promisify(execFile)('ps', ['-o', column, '-p', String(pid)], { env })).stdout.trim();
}
