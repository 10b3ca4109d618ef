import { domainToASCII } from 'node:url';
import { canonicalName } from './canonical-name.js';

/** Control, format, surrogate, private-use and unassigned characters, and what breaks a line. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u;

/** An emoji as keyboards write it (UTS 51, ED-27), with the joiners and selectors in it. From a text: TypeScript's target has no `v`. */
const EMOJI = new RegExp(String.raw`\p{RGI_Emoji}`, 'gv');

const JOINED_WORD = /[\p{L}\p{M}]*[\u200C\u200D][\p{L}\p{M}\u200C\u200D]*/gu;
/** Not two in a row, which have no place anywhere. */
const JOINERS = /(?<![\u200C\u200D])[\u200C\u200D](?![\u200C\u200D])/gu;

/**
 * Whether a reader sees every character of a text, white space apart. Characters without a glyph pass only in their place: in
 * an emoji, and a joiner in a word of Arabic or Indic script that is written with it (RFC 5892, appendices A.1 and A.2).
 */
export function isVisibleText(text: string): boolean {
  const rest = text.replace(EMOJI, '').replace(JOINED_WORD, withoutJoiners);
  return !UNPRINTABLE.test(rest) && !Array.from(rest.replace(/\s/gu, '')).some(isWithoutGlyph);
}

/** Node's IDNA processing knows the rules for joiners, and refuses a label that breaks them. */
function withoutJoiners(word: string): string {
  return domainToASCII(word) === '' ? word : word.replace(JOINERS, '');
}

function isWithoutGlyph(character: string): boolean {
  return canonicalName(character) === '';
}
