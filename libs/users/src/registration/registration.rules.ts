import { canonicalName } from '@portcullis/auth';
import { isLengthWithin, isVisibleText, type MemberRule } from '@portcullis/auth/spi';

const MAX_USERNAME_LENGTH = 50;

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
