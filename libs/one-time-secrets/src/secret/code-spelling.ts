import { randomInt } from 'node:crypto';

/** No vowels, so that no code is a word, and no letters or digits that look alike. */
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';

/** 34 bits. ASVS 6.5.4 asks for 20. */
const LENGTH = 8;

const IGNORED = /[\p{White_Space}\p{Dash}]/gu;

/** Returns a random code in canonical spelling: eight letters, without a dash. */
export function randomCode(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** Returns the code as users see it: `WDJB-MJHT`. */
export function displayedCode(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
}

/** Returns the code without spaces and dashes, in capitals. Any other character stays, and makes the code wrong. */
export function canonicalCode(typed: string): string {
  return typed.replace(IGNORED, '').replace(/[a-z]/g, (letter) => letter.toUpperCase());
}
