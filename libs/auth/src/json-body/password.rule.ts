import { MAX_PASSWORD_BYTES } from '../password/password-policy.js';
import { isStorableText } from '../user/storable-text.js';

/** What every password is: new or stored, accepted by the policy or not. */
export function passwordRule(value: unknown): string | null {
  if (typeof value !== 'string') {
    return 'Must be a string';
  }
  if (Buffer.byteLength(value) > MAX_PASSWORD_BYTES) {
    return `Must have at most ${MAX_PASSWORD_BYTES} bytes`;
  }
  // Distinct lone surrogates become the same character in UTF-8, and two passwords would become one.
  return isStorableText(value) ? null : 'Must not contain U+0000 or half a surrogate pair';
}
