import { isEmailAddress } from '@portcullis/auth/spi';
import type { Mail } from './mail.js';
import { UnsendableMailError } from './unsendable-mail.error.js';

/** CR and LF would begin another header, and NUL ends one for some servers. */
const CONTROL = /\p{Cc}/u;

/**
 * Checks what becomes a header: one recipient, which is a plain address and no list, and a subject of one line.
 *
 * @throws UnsendableMailError
 */
export function assertSendable({ id, to, subject }: Mail): void {
  if (!isEmailAddress(to)) {
    throw new UnsendableMailError('The recipient is not one e-mail address.');
  }
  if (typeof subject !== 'string' || CONTROL.test(subject)) {
    throw new UnsendableMailError('The subject is not one line of text.');
  }
  if (!/^[\w-]+$/.test(id)) {
    throw new UnsendableMailError('The id is not a UUID.');
  }
}
