// @ts-check
import { randomOf } from '../setup/random.mjs';
import { askOnce } from './ask-once.mjs';
import { bodyOf } from './body-of.mjs';

/** How many requests are in flight while the responses are learnt. */
const LEARNERS = 8;

/**
 * Sends requests in random order whose responses never change. Checks each response once, and then requires the same bytes.
 *
 * @typedef {object} KnownAnswers
 * @property {'known-answers'} kind
 * @property {readonly { readonly request: string, readonly path: readonly string[], readonly value: unknown }[]} targets `path`:
 *   the path in the JSON of the response to the value that identifies it
 */

/**
 * @param {KnownAnswers} description
 * @param {{ host: string, port: number }} address
 * @returns {Promise<import('./client.js').Client>}
 * @throws {Error} where an answer is not what it must be
 */
export async function knownAnswersClient({ targets }, address) {
  /** @type {import('./client.js').Exchange[]} */
  const exchanges = [];
  const left = targets.entries();
  const learn = async () => {
    for (const [index, target] of left) {
      exchanges[index] = exchangeOf(target.request, await learnt(target, address));
    }
  };
  await Promise.all(Array.from({ length: LEARNERS }, learn));
  const random = randomOf(1);
  return { next: () => /** @type {import('./client.js').Exchange} */ (exchanges[random(exchanges.length)]) };
}

/**
 * @param {KnownAnswers['targets'][number]} target
 * @param {{ host: string, port: number }} address
 */
async function learnt({ request, path, value }, address) {
  const { status, raw, body } = await askOnce(address, request);
  /** @type {any} */
  let found = status === 200 ? JSON.parse(body) : undefined;
  for (const member of path) {
    found = found?.[member];
  }
  if (found !== value) {
    throw new Error(`Not the response to this request: status ${status}, ${body.slice(0, 500)}`);
  }
  return raw;
}

/**
 * @param {string} request
 * @param {Buffer} expected
 * @returns {import('./client.js').Exchange}
 */
function exchangeOf(request, expected) {
  return {
    request,
    complaint: (response) => {
      if (response.status !== 200) {
        return `status ${response.status}`;
      }
      const { bytes, bodyStart, end } = response;
      const isEqual = bytes.compare(expected, 0, expected.length, bodyStart, end) === 0;
      return isEqual ? undefined : `another body than before, such as ${bodyOf(response).slice(0, 200)}`;
    },
  };
}
