import { describe, expect, it } from '@jest/globals';
import { isVisibleText } from './visible-text.js';

describe('isVisibleText', () => {
  it.each([
    ['Persian with ZWNJ', 'نامه\u200Cای'],
    ['Persian with ZWNJ, in a name of two words', 'علی می\u200Cخواهم'],
    ['Sinhala with ZWJ', 'ශ\u0DCA\u200Dර\u0DD3'],
    ['Devanagari with ZWNJ behind a virama', 'क\u094D\u200Cष'],
    ['Devanagari with ZWJ behind a virama', 'क\u094D\u200Dष'],
    ['Malayalam with ZWJ', 'അവന\u0D4D\u200D'],
    ['a family', '👨‍👩‍👧'],
    ['a rainbow flag', 'pride 🏳️‍🌈'],
    ['a heart that is drawn as an emoji', '❤️'],
    ['a key cap', '1️⃣st'],
    ['a skin tone', '👍🏽'],
    ['Japanese, Korean and Braille', '李 한글 ⠁⠇'],
  ])('admits %s', (_what, text) => expect(isVisibleText(text)).toBe(true));

  it.each([
    ['ZWNJ between Latin letters', 'al\u200Cice'],
    ['ZWJ between Latin letters', 'al\u200Dice'],
    ['ZWNJ at the end of a Persian word', 'نامه\u200C'],
    ['ZWNJ twice', 'نامه\u200C\u200Cای'],
    ['ZWNJ between letters that don’t join', 'ا\u200Cا'],
    ['ZWJ in a Persian word', 'نامه\u200Dای'],
    ['ZWNJ without a virama in Devanagari', 'क\u200Cष'],
    ['ZWJ between emoji that are no sequence', '👍\u200D👍'],
    ['ZWJ behind an emoji', '👨\u200D'],
    ['a second selector behind an emoji', '❤\uFE0F\uFE0F'],
    ['a joiner alone', '\u200D'],
    ['a tag', 'a\u{E0061}'],
  ])('refuses %s', (_what, text) => expect(isVisibleText(text)).toBe(false));

  it('refuses every character that Unicode calls ignorable, behind a letter and alone', () => {
    for (let point = 0; point <= 0x10ffff; point += 1) {
      const character = String.fromCodePoint(point);
      if (/\p{Default_Ignorable_Code_Point}/u.test(character)) {
        expect([isVisibleText(`alice${character}`), isVisibleText(character)]).toEqual([false, false]);
      }
    }
  });

  it.each(['\u2800', '\u{1D159}', '\uFFFC', '\u{13441}', '\uFFA0'])('refuses %j, which has no glyph', (blank) => {
    expect([isVisibleText(`alice${blank}`), isVisibleText(blank)]).toEqual([false, false]);
  });
});
