import { isEmailAddress } from '../user/email-address.js';
import { isLengthWithin } from '../user/text-length.js';
import { isVisibleText } from '../user/visible-text.js';
import type { MemberRule } from './member.decorators.js';

const MAX_EMAIL_LENGTH = 100;

/** One plain address that mail can be sent to: see `isEmailAddress`. */
export const emailRule: MemberRule = (value) => {
  if (typeof value !== 'string') {
    return 'Must be a string';
  }
  if (!isLengthWithin(value, MAX_EMAIL_LENGTH)) {
    return `Must have 1 to ${MAX_EMAIL_LENGTH} characters`;
  }
  return isVisibleText(value) && isEmailAddress(value) ? null : 'Must be an email address';
};
