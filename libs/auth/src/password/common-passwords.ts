import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { canonicalName } from '../user/canonical-name.js';
import { codePointCount } from './code-point-count.js';

/**
 * The JSON file itself: the package's main module takes three times the memory, and an imported list would stay in memory beside the
 * set. Resolved at import, so that the application does not start without it.
 */
const FILE = createRequire(import.meta.url).resolve('@zxcvbn-ts/language-common/src/passwords.json');

const sets = new Map<number, ReadonlySet<string>>();

/**
 * Common passwords of known leaks, in their canonical form, without those shorter than `minLength`. The first call reads the list,
 * which takes about 50 ms; later calls return the same set.
 *
 * @param minLength in code points
 */
export function commonPasswords(minLength: number): ReadonlySet<string> {
  let known = sets.get(minLength);
  if (!known) {
    known = new Set(
      readList()
        // The cheap check first: a text has at most as many code points as UTF-16 units.
        .filter((entry) => entry.length >= minLength && codePointCount(entry) >= minLength)
        .map(canonicalName),
    );
    sets.set(minLength, known);
  }
  return known;
}

function readList(): string[] {
  const list: unknown = JSON.parse(readFileSync(FILE, 'utf8'));
  if (!Array.isArray(list) || !list.every((entry) => typeof entry === 'string')) {
    throw new TypeError('The list of common passwords is not a list of strings.');
  }
  return list;
}
