import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { canonicalName } from '../user/canonical-name.js';
import { codePointCount } from './code-point-count.js';

/**
 * The JSON file itself: the package's door also builds a list of diceware words and the keyboards, three times the
 * memory, and as a module the list would stay in memory beside the set. Looked for at once, so that nothing starts without it.
 */
const FILE = createRequire(import.meta.url).resolve('@zxcvbn-ts/language-common/src/passwords.json');

const sets = new Map<number, ReadonlySet<string>>();

/**
 * The passwords of known leaks, most of them seen many times, in their canonical form. Read when they are first asked
 * for, which takes some 50 ms, and kept; what is shorter than any password the policy admits is left out.
 *
 * @param minLength in code points
 */
export function commonPasswords(minLength: number): ReadonlySet<string> {
  let known = sets.get(minLength);
  if (!known) {
    known = new Set(
      readList()
        // Most are shorter: a text has no more code points than UTF-16 has units for it.
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
