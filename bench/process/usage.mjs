// @ts-check
import { readFile } from 'node:fs/promises';

/** Linux reports processor time in hundredths of a second, on every architecture of Node. */
const TICKS_PER_SECOND = 100;

/**
 * Processor time of a process, including its threads.
 *
 * @param {number} pid
 * @returns {Promise<number | null>} in seconds; `null` where the system does not tell
 */
export async function cpuSecondsOf(pid) {
  const stat = await read(pid, 'stat');
  if (stat === null) {
    return null;
  }
  // The name of the program is in parentheses and may contain any character, so the fields are counted after it.
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
