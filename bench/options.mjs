// @ts-check
import { parseArgs } from 'node:util';
import { SCENARIOS } from './scenarios/scenarios.mjs';

const USAGE = `\nnpm run bench -- [options]

  --only a,b      some of: ${Object.keys(SCENARIOS).join(', ')}
  --rounds n      number of turns of each contestant (3)
  --seconds n     length of a turn (3)
  --minutes n     how long memory is measured (1)
  --quick         1 round, turns of 1.5 seconds, memory for 10 seconds, no table of a million users
  --write-docs    writes the tables to docs/performance.md
  --profile       profiles GET /me instead
`;

/**
 * @typedef {object} Options
 * @property {readonly string[]} scenarios by name, in the order in which they run
 * @property {number} rounds
 * @property {number} seconds
 * @property {number} minutes
 * @property {boolean} quick
 * @property {boolean} writeDocs
 * @property {boolean} profile
 */

/**
 * @param {readonly string[]} args
 * @returns {Options}
 * @throws {Error} that explains what is wrong
 */
export function readOptions(args) {
  const values = parsed(args);
  const { quick } = values;
  const all = Object.keys(SCENARIOS).filter((name) => !quick || name !== 'million');
  const scenarios = values.only === undefined ? all : values.only.split(',');
  const unknown = scenarios.find((name) => !Object.hasOwn(SCENARIOS, name));
  if (unknown !== undefined) {
    throw new Error(`There is no scenario ${unknown}.\n${USAGE}`);
  }
  if (values['write-docs'] && values.only !== undefined) {
    throw new Error('--write-docs needs a whole run, without --only.');
  }
  return {
    scenarios,
    rounds: Math.round(positive('rounds', values.rounds, quick ? 1 : 3)),
    seconds: positive('seconds', values.seconds, quick ? 1.5 : 3),
    minutes: positive('minutes', values.minutes, quick ? 1 / 6 : 1),
    quick,
    writeDocs: values['write-docs'],
    profile: values.profile,
  };
}

/** @param {readonly string[]} args */
function parsed(args) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        minutes: { type: 'string' },
        quick: { type: 'boolean', default: false },
        'write-docs': { type: 'boolean', default: false },
        profile: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, { cause: error });
  }
}

/**
 * @param {string} name
 * @param {string | undefined} text
 * @param {number} byDefault
 */
function positive(name, text, byDefault) {
  const value = text === undefined ? byDefault : Number(text);
  if (!(value > 0)) {
    throw new Error(`--${name} must be a number above 0.`);
  }
  return value;
}
