// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { environment, track } from './child.mjs';

/**
 * Runs a program of the bench to its end.
 *
 * @param {readonly string[]} args
 * @param {{ env?: Readonly<Record<string, string>>, input?: string }} [options]
 * @returns {Promise<string>} what it printed
 * @throws {Error} where it fails
 */
export async function runProgram(args, { env = {}, input = '' } = {}) {
  const child = spawn(process.execPath, args, {
    env: { ...environment(), ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  track(child);
  child.stdin.end(input);
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (code !== 0) {
    throw new Error(`${args[0]} has failed`);
  }
  return printed;
}
