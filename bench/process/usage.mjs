// @ts-check
import { readFile } from 'node:fs/promises';

/** Linux counts in hundredths of a second for programs, on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/**
 * Processor time that a process has used, its threads included.
 *
 * @param {number} pid
 * @returns {Promise<number | null>} in seconds; `null` where the system does not tell
 */
export async function cpuSecondsOf(pid) {
  const stat = await read(pid, 'stat');
  if (stat === null) {
    return null;
  }
  // The name of the program stands in parentheses and may hold anything: the fields are counted from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/**
 * @param {number} pid
 * @returns {Promise<number | null>} the resident set, in bytes; `null` where the system does not tell
 */
export async function residentBytesOf(pid) {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec((await read(pid, 'status')) ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

/**
 * @param {number} pid
 * @param {string} file
 */
function read(pid, file) {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => null);
}
