import { canonicalName } from '../user/canonical-name.js';
import { codePointCount } from './code-point-count.js';
import { commonPasswords } from './common-passwords.js';

/** A password may take this many bytes in UTF-8. To be counted before any look-up, for known and unknown names alike. */
export const MAX_PASSWORD_BYTES = 1024;

export interface PasswordPolicyOptions {
  /**
   * In code points of the NFC form. NIST SP 800-63B-4 asks for 15 where a password is the only factor.
   *
   * @default 8
   */
  minLength?: number;
  /**
   * Words that everybody here would think of first, the product's name above all.
   *
   * @default ['portcullis']
   */
  forbiddenWords?: readonly string[];
}

export type PasswordRejectionCode =
  'password_too_short' | 'password_too_long' | 'password_too_common' | 'password_predictable' | 'password_not_text';

export interface PasswordRejection {
  /** The stable word for a program. */
  readonly code: PasswordRejectionCode;
  /** The sentence for a person. Never repeats the password. */
  readonly reason: string;
}

/** Words of the list are never shorter than this, unless the policy admits shorter passwords. */
const COMMON_MIN_LENGTH = 8;

/** A shorter word would be found in passwords that have nothing to do with it. */
const MIN_WORD_LENGTH = 3;

const DECORATION = String.raw`[\p{N}\p{P}\p{S}\s]+`;
const DECORATED = new RegExp(`^${DECORATION}|${DECORATION}$`, 'gu');

/**
 * Which passwords a person may choose: long enough, not among the common ones, not their own name. No rules of
 * composition (OWASP ASVS 5.0, 6.2.5). For a new password only; one that exists is never measured against it.
 */
export class PasswordPolicy {
  readonly #minLength: number;
  readonly #forbiddenWords: readonly string[];
  readonly #commonMinLength: number;

  /** @throws {RangeError} where `minLength` is no whole number from 1 to {@link MAX_PASSWORD_BYTES} */
  constructor({ minLength = 8, forbiddenWords = ['portcullis'] }: PasswordPolicyOptions = {}) {
    if (!Number.isInteger(minLength) || minLength < 1 || minLength > MAX_PASSWORD_BYTES) {
      throw new RangeError(
        `The minimum length of a password must be a whole number from 1 to ${MAX_PASSWORD_BYTES}, not ${String(minLength)}.`,
      );
    }
    this.#minLength = minLength;
    this.#forbiddenWords = forbiddenWords;
    this.#commonMinLength = Math.min(minLength, COMMON_MIN_LENGTH);
  }

  /**
   * Why the password may not be chosen, or `null` where it may.
   *
   * @param password as typed
   * @param context what is known of the person: username, e-mail address, whose local part counts by itself too
   */
  check(password: string, context: readonly string[]): PasswordRejection | null {
    if (Buffer.byteLength(password, 'utf8') > MAX_PASSWORD_BYTES) {
      return reject('password_too_long', `The password must take at most ${MAX_PASSWORD_BYTES} bytes.`);
    }
    // Distinct lone surrogates become one and the same byte sequence in UTF-8.
    if (!password.isWellFormed() || password.includes('\0')) {
      return reject('password_not_text', 'The password must consist of valid Unicode characters other than U+0000.');
    }
    if (codePointCount(password.normalize('NFC')) < this.#minLength) {
      return reject('password_too_short', `The password must have at least ${this.#minLength} characters.`);
    }
    if (commonPasswords(this.#commonMinLength).has(canonicalName(password))) {
      return reject('password_too_common', 'The password is on the list of common passwords: choose another one.');
    }
    if (isPredictable(password, [...this.#forbiddenWords, ...context])) {
      return reject('password_predictable', 'The password must be more than a name or an e-mail address.');
    }
    return null;
  }
}

function reject(code: PasswordRejectionCode, reason: string): PasswordRejection {
  return { code, reason };
}

function isPredictable(password: string, words: readonly string[]): boolean {
  const whole = canonicalName(password);
  const core = undecorated(whole);
  return words
    .flatMap((word) => [word, localPart(word)])
    .map(canonicalName)
    .some((word) => word === whole || (undecorated(word) === core && codePointCount(core) >= MIN_WORD_LENGTH));
}

/** Without the digits, spaces and punctuation that people put around a word. */
function undecorated(text: string): string {
  return text.replace(DECORATED, '');
}

/** What stands before the last `@` of an e-mail address (RFC 5321, section 4.1.2); a word without one, as it is. */
function localPart(word: string): string {
  return word.includes('@') ? word.slice(0, word.lastIndexOf('@')) : word;
}
