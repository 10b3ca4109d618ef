import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalCode, displayedCode, randomCode } from './code-spelling.js';

const CODE = /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/;
const ignored = fc.array(fc.constantFrom(' ', '\t', '\n', '\u00A0', '-', '\u2010', '\u2011', '\u2013', '\u2212'));
const codes = fc.constant(null).map(randomCode);

/** A code as a user may type it: each letter in either case, with spaces and dashes anywhere. */
const typedCodes = fc
  .tuple(codes, fc.array(fc.tuple(fc.boolean(), ignored), { minLength: 8, maxLength: 8 }), ignored)
  .map(([code, places, end]) => {
    const letters = places.map(([isSmall, before], index) => {
      const letter = code[index]!;
      return before.join('') + (isSmall ? letter.toLowerCase() : letter);
    });
    return { code, typed: letters.join('') + end.join('') };
  });

describe('a code', () => {
  it('is eight letters of the alphabet, shown in two groups', () => {
    fc.assert(
      fc.property(codes, (code) => {
        expect(code).toMatch(CODE);
        expect(displayedCode(code)).toBe(`${code.slice(0, 4)}-${code.slice(4)}`);
        expect(canonicalCode(displayedCode(code))).toBe(code);
      }),
    );
  });

  it('uses every letter about equally often', () => {
    const counts = new Map<string, number>();
    for (const letter of Array.from({ length: 5_000 }, randomCode).join('')) {
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    // 2,000 of each are expected; seven standard deviations are some 305.
    expect(counts.size).toBe(20);
    for (const count of counts.values()) {
      expect(Math.abs(count - 2_000)).toBeLessThan(305);
    }
  });

  it('may be typed in any case, with or without spaces and dashes', () => {
    fc.assert(fc.property(typedCodes, ({ code, typed }) => expect(canonicalCode(typed)).toBe(code)));
  });

  it('is another code when any other character is added or changed', () => {
    const others = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
    fc.assert(
      fc.property(codes, fc.nat(7), others, (code, place, other) => {
        const isIgnored = canonicalCode(other) === '';
        fc.pre(!isIgnored && canonicalCode(other) !== code[place]);
        expect(canonicalCode(code.slice(0, place) + other + code.slice(place + 1))).not.toBe(code);
        expect(canonicalCode(code.slice(0, place) + other + code.slice(place))).not.toBe(code);
      }),
    );
  });

  it.each(['\u017F', '\u212A', '\uFF22', '\u0412'])(
    'has no letter that looks like one of its own (%s)',
    (lookalike) => {
      expect(canonicalCode(lookalike)).toBe(lookalike);
    },
  );
});
