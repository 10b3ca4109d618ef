import { canonicalName } from '@portcullis/auth';
import { isEmailAddress } from '../email-address.js';
import type { MemberRule } from '../json-body/member.decorators.js';
import { isVisibleText } from './visible-text.js';

const MAX_USERNAME_LENGTH = 50;
const MAX_EMAIL_LENGTH = 100;

export const usernameRule: MemberRule = (value) => {
  if (typeof value !== 'string') {
    return 'Must be a string';
  }
  if (!isLengthWithin(value, MAX_USERNAME_LENGTH)) {
    return `Must have 1 to ${MAX_USERNAME_LENGTH} characters`;
  }
  if (!isVisibleText(value)) {
    return 'Must consist of printable characters';
  }
  if (value.trim() !== value) {
    return 'Must not begin or end with white space';
  }
  return canonicalName(value) === '' ? 'Must have a visible character' : null;
};

export const emailRule: MemberRule = (value) => {
  if (typeof value !== 'string') {
    return 'Must be a string';
  }
  if (!isLengthWithin(value, MAX_EMAIL_LENGTH)) {
    return `Must have 1 to ${MAX_EMAIL_LENGTH} characters`;
  }
  return isVisibleText(value) && isEmailAddress(value) ? null : 'Must be an email address';
};

/** In code points. The number of UTF-16 units bounds it, so that a huge text is not taken apart to be counted. */
function isLengthWithin(text: string, max: number): boolean {
  return text !== '' && text.length <= 2 * max && Array.from(text).length <= max;
}
