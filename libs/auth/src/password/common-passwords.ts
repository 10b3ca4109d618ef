import { canonicalName } from '../user/canonical-name.js';
import { codePointCount } from './code-point-count.js';

const sets = new Map<number, ReadonlySet<string>>();

/**
 * Common passwords of known leaks, in their canonical form, without those shorter than `minLength`. The first call loads the list, which
 * takes about 100 ms; later calls return the same set.
 *
 * @param minLength in code points
 */
export async function commonPasswords(minLength: number): Promise<ReadonlySet<string>> {
  const known = sets.get(minLength);
  if (known) {
    return known;
  }
  // Not at start: an application that sets no passwords never pays for the list.
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const set = new Set(
    dictionary['passwords-common']
      // The cheap check first: a text has at most as many code points as UTF-16 units.
      .filter((entry) => entry.length >= minLength && codePointCount(entry) >= minLength)
      .map(canonicalName),
  );
  sets.set(minLength, set);
  return set;
}
