import { canonicalName, MAX_PASSWORD_BYTES } from '@portcullis/auth';
import { isEmail } from 'class-validator';
import { isStorableText } from '../storable-text.js';

/** Why a value can't be registered, as a sentence for the person; `null` where it can. Never repeats the value. */
export type RegistrationRule = (value: unknown) => string | null;

const MAX_USERNAME_LENGTH = 50;
const MAX_EMAIL_LENGTH = 100;

/** Keeps the index on the canonical form within what PostgreSQL can index; NFKC makes one character up to eighteen. */
const MAX_CANONICAL_EMAIL_LENGTH = 320;

/** Control, format, surrogate, private-use and unassigned characters, and what breaks a line. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u;

export const usernameRule: RegistrationRule = (value) => {
  if (typeof value !== 'string') {
    return 'Must be a string';
  }
  if (!isLengthWithin(value, MAX_USERNAME_LENGTH)) {
    return `Must have 1 to ${MAX_USERNAME_LENGTH} characters`;
  }
  if (UNPRINTABLE.test(value)) {
    return 'Must consist of printable characters';
  }
  if (value.trim() !== value) {
    return 'Must not begin or end with white space';
  }
  return canonicalName(value) === '' ? 'Must have a visible character' : null;
};

export const emailRule: RegistrationRule = (value) => {
  if (typeof value !== 'string') {
    return 'Must be a string';
  }
  // Before the pattern is tried, for the pattern's cost grows with the text.
  if (!isLengthWithin(value, MAX_EMAIL_LENGTH)) {
    return `Must have 1 to ${MAX_EMAIL_LENGTH} characters`;
  }
  if (UNPRINTABLE.test(value) || !isEmail(value) || canonicalName(value).length > MAX_CANONICAL_EMAIL_LENGTH) {
    return 'Must be an email address';
  }
  return null;
};

/** What no password can be; what a good one is, the password policy says. */
export const passwordRule: RegistrationRule = (value) => {
  if (typeof value !== 'string') {
    return 'Must be a string';
  }
  if (Buffer.byteLength(value) > MAX_PASSWORD_BYTES) {
    return `Must have at most ${MAX_PASSWORD_BYTES} bytes`;
  }
  // Distinct lone surrogates become one and the same character in UTF-8, and so would two passwords.
  return isStorableText(value) ? null : 'Must not contain U+0000 or half a surrogate pair';
};

/** In code points. The number of UTF-16 units bounds it, so that a huge text is not taken apart to be counted. */
function isLengthWithin(text: string, max: number): boolean {
  return text !== '' && text.length <= 2 * max && Array.from(text).length <= max;
}
