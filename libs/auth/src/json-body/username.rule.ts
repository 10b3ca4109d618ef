import { canonicalName } from '../user/canonical-name.js';
import { isLengthWithin } from '../user/text-length.js';
import { isVisibleText } from '../user/visible-text.js';
import type { MemberRule } from './member.decorators.js';

const MAX_USERNAME_LENGTH = 50;

/** A name of 1 to 50 printable characters, which a user chooses. */
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
