// @ts-check
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BENCH } from '../setup/paths.mjs';

/**
 * The results of a run.
 *
 * @typedef {object} Results
 * @property {string} when
 * @property {ReturnType<typeof import('./machine.mjs').describeMachine>} machine
 * @property {import('../options.mjs').Options} options
 * @property {import('../scenarios/scenario.js').Row[]} rows
 * @property {import('../scenarios/scenario.js').Target[]} targets
 * @property {Record<string, unknown>} details of each scenario, every round
 * @property {string[]} notes
 * @property {string[]} troubles
 */

/**
 * @param {Results} results
 * @returns {Promise<string>} where they are
 */
export async function writeResults(results) {
  const folder = join(BENCH, 'results');
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'latest.json');
  await writeFile(file, JSON.stringify(results, null, 2));
  return file;
}
