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
  ])('takes names for one that differ in %s', (_what, one, other) => {
    expect(canonicalName(other)).toBe(canonicalName(one));
  });

  it('keeps apart what a reader keeps apart', () => {
    expect(canonicalName('alice')).not.toBe(canonicalName('alicia'));
    expect(canonicalName('josé')).not.toBe(canonicalName('jose'));
  });

  it('is idempotent, and blind to case and composition, for every character there is', () => {
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
