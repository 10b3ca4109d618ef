import { describe, expect, it } from '@jest/globals';
import bcrypt from 'bcrypt';
import * as fc from 'fast-check';
import { BcryptPasswordHasher } from './bcrypt.password-hasher.js';

type Hasher = Pick<BcryptPasswordHasher, 'hash' | 'verify'>;

/** Lengths beside which a key is cut (72), a counter of one byte wraps (255), or nothing happens. */
const length = fc.constantFrom(0, 1, 2, 8, 70, 71, 72, 73, 74, 144, 254, 255, 256, 257, 327, 328, 512);
const unit = fc.constantFrom('a', 'b', '\0', 'é', '€', '🔐');

const password = fc
  .tuple(length, fc.array(unit, { minLength: 1, maxLength: 4 }))
  .map(([bytes, units]) => cut(units.join('').repeat(512), bytes));

const neighbour: readonly ((text: string, tail: string) => string)[] = [
  (text, tail) => text + tail,
  (text) => text.slice(0, -1),
  (text, tail) => text.slice(0, -1) + tail,
  (text, tail) => `${text}\0${tail}`,
  (text) => `${text}\0${text}`,
  (text) => text + text,
  (text) => cut(text, 72),
  (text) => cut(text, Buffer.byteLength(text) % 256),
  (text) => text.split('\0', 1)[0] ?? '',
];

const pair = fc
  .tuple(password, fc.constantFrom(...neighbour), unit)
  .map(([text, change, tail]) => [text, change(text, tail)] as const)
  .filter(([one, other]) => other.isWellFormed() && one.normalize('NFC') !== other.normalize('NFC'));

/** At most so many bytes in UTF-8, whole characters only. */
function cut(text: string, bytes: number): string {
  return Buffer.from(text)
    .subarray(0, bytes)
    .toString()
    .replace(/\ufffd+$/u, '');
}

function distinctPasswordsStayDistinct(hasher: Hasher) {
  return fc.asyncProperty(pair, async ([one, other]) => {
    const hash = await hasher.hash(one);
    expect(await hasher.verify(one, hash)).toBe(true);
    expect(await hasher.verify(other, hash)).toBe(false);
  });
}

describe('two distinct passwords', () => {
  it('never match one hash', async () => {
    await fc.assert(distinctPasswordsStayDistinct(new BcryptPasswordHasher({ cost: 4 })), { numRuns: 300 });
  });

  it('would match under bcrypt by itself, as this same property finds', async () => {
    const bare: Hasher = {
      hash: (text) => bcrypt.hash(text, 4),
      verify: (text, hash) => bcrypt.compare(text, hash),
    };
    const { failed } = await fc.check(distinctPasswordsStayDistinct(bare), { numRuns: 300, endOnFailure: true });
    expect(failed).toBe(true);
  });
});
