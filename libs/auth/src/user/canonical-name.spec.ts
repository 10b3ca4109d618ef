import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalName } from './canonical-name.js';

describe('canonicalName', () => {
  it.each([
    ['letter case', 'Alice', 'aLICE'],
    ['the Kelvin sign', 'Kelvin', '\u212Aelvin'],
    ['a dotless i', 'ivan', 'ıvan'],
    ['full width', 'alice', 'ａｌｉｃｅ'],
    ['a ligature', 'fish', 'ﬁsh'],
    ['a sharp s', 'strasse', 'straße'],
    ['a capital sharp s', 'straße', 'STRA\u1E9EE'],
    ['a final sigma', 'οδοσ', 'ΟΔΟΣ'],
    ['composition', 'caf\u00E9', 'cafe\u0301'],
    ['white space', 'alice b', ' alice \u00A0 b '],
    ['the Turkish capital of i', 'ibrahim', 'İBRAHİM'],
    ['a dot on the i, below another mark', 'ị', 'i\u0323\u0307'],
    ['a dot on the j', 'jan', 'j\u0307an'],
    ['the Lithuanian way to write an accent on i', 'ì', 'i\u0307\u0300'],
    ['joiners', 'نامهای', 'نامه\u200Cای'],
    ['the variation selector of an emoji', '❤', '❤\uFE0F'],
    ['the combining grapheme joiner', 'caf\u00E9', 'cafe\u034F\u0301'],
    ['a Braille blank', 'alice b', 'alice\u2800b'],
  ])('is the same for names that differ only in %s', (_what, one, other) => {
    expect(canonicalName(other)).toBe(canonicalName(one));
  });

  it('differs for names that a reader can distinguish', () => {
    expect(canonicalName('alice')).not.toBe(canonicalName('alicia'));
    expect(canonicalName('josé')).not.toBe(canonicalName('jose'));
    expect(canonicalName('ė')).not.toBe(canonicalName('e'));
  });

  it('drops every character that Unicode calls ignorable, at every position', () => {
    for (let point = 0; point <= 0x10ffff; point += 1) {
      const character = String.fromCodePoint(point);
      if (/\p{Default_Ignorable_Code_Point}/u.test(character)) {
        expect(canonicalName(`${character}al${character}ice${character}`)).toBe('alice');
      }
    }
  });

  it('drops the dot of an i among any number of marks', () => {
    const short = canonicalName(`i${'\u0301'.repeat(100)}`);
    expect(canonicalName(`i${'\u0301\u0307'.repeat(100)}`)).toBe(short);
  });

  it('is idempotent and ignores case and composition, for every character', () => {
    const wrong: string[] = [];
    for (let point = 0; point <= 0x10ffff; point += 1) {
      const character = String.fromCodePoint(point);
      const canonical = canonicalName(character);
      const forms = [canonical, character.toUpperCase(), character.toLowerCase(), character.normalize('NFD')];
      if (forms.some((form) => canonicalName(form) !== canonical)) {
        wrong.push(point.toString(16));
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is idempotent for whole names', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const canonical = canonicalName(name);
        expect(canonicalName(canonical)).toBe(canonical);
      }),
      { numRuns: 2_000 },
    );
  });
});
