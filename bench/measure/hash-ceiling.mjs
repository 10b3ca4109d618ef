// @ts-check
import { join } from 'node:path';
import { runProgram } from '../process/run-program.mjs';
import { BENCH } from '../setup/paths.mjs';
import { PASSWORD } from '../setup/users.mjs';

/**
 * @param {import('../stage.mjs').Stage} stage
 * @param {number} seconds
 * @returns {Promise<number>} hashes a second of the cost of production, by bcrypt alone on all processors
 */
export async function measureHashCeiling({ loginHash }, seconds) {
  const script = join(BENCH, 'floors', 'bcrypt-loop.mjs');
  return Number(await runProgram([script, loginHash, PASSWORD, String(seconds)]));
}
