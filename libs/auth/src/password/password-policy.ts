import { type OptionRule, type OptionRules, wholeNumber } from '../options/option-rule.js';
import { checkedOptions } from '../options/options-check.js';
import { canonicalName } from '../user/canonical-name.js';
import { codePointCount } from './code-point-count.js';
import { commonPasswords } from './common-passwords.js';

/** The highest length of a password in UTF-8 bytes. Check it before any look-up, for known and unknown names. */
export const MAX_PASSWORD_BYTES = 1024;

export interface PasswordPolicyOptions {
  /**
   * In code points of the NFC form. NIST SP 800-63B-4 requires 15 if the password is the only factor.
   *
   * @default 8
   */
  minLength?: number;
  /**
   * Words that are easy to guess for this application, such as the product's name.
   *
   * @default ['portcullis']
   */
  forbiddenWords?: readonly string[];
}

export const PASSWORD_POLICY_RULES = {
  minLength: wholeNumber({ max: MAX_PASSWORD_BYTES, default: 8 }),
  forbiddenWords: {
    allowed: 'an array of strings',
    example: "['portcullis']",
    default: ['portcullis'],
    accepts: (words) => Array.isArray(words) && words.every((word) => typeof word === 'string'),
  } as OptionRule<readonly string[]>,
} satisfies OptionRules<PasswordPolicyOptions>;

export type PasswordRejectionCode =
  'password_too_short' | 'password_too_long' | 'password_too_common' | 'password_predictable' | 'password_not_text';

export interface PasswordRejection {
  /** Stable, for programs. */
  readonly code: PasswordRejectionCode;
  /** For users. Never contains the password. */
  readonly reason: string;
}

/** Words of the list are never shorter than this, unless the policy admits shorter passwords. */
const COMMON_MIN_LENGTH = 8;

/** Shorter words occur in unrelated passwords. */
const MIN_WORD_LENGTH = 3;

const DECORATION = String.raw`[\p{N}\p{P}\p{S}\s]+`;
const DECORATED = new RegExp(`^${DECORATION}|${DECORATION}$`, 'gu');

/**
 * Decides which new passwords are accepted: long enough, not common, not the user's own name. No composition rules (OWASP ASVS 5.0,
 * 6.2.5). Existing passwords are not checked.
 */
export class PasswordPolicy {
  /** In code points of the NFC form. */
  readonly minLength: number;
  readonly #forbiddenWords: readonly string[];
  readonly #commonMinLength: number;

  /** @throws Error with a sentence for each option that can't be used */
  constructor(options?: PasswordPolicyOptions) {
    const rules = PASSWORD_POLICY_RULES;
    const { minLength, forbiddenWords } = checkedOptions('PasswordPolicy', options, rules, 'new PasswordPolicy(');
    this.minLength = minLength;
    this.#forbiddenWords = forbiddenWords;
    this.#commonMinLength = Math.min(minLength, COMMON_MIN_LENGTH);
  }

  /**
   * Resolves to the reason to reject the password, or to `null` if it is accepted.
   *
   * @param password as typed
   * @param context the username and e-mail address of the user; the local part of an address is checked too
   */
  async check(password: string, context: readonly string[]): Promise<PasswordRejection | null> {
    if (Buffer.byteLength(password, 'utf8') > MAX_PASSWORD_BYTES) {
      return reject('password_too_long', `The password must take at most ${MAX_PASSWORD_BYTES} bytes.`);
    }
    // UTF-8 encodes all lone surrogates as the same bytes.
    if (!password.isWellFormed() || password.includes('\0')) {
      return reject('password_not_text', 'The password must consist of valid Unicode characters other than U+0000.');
    }
    if (codePointCount(password.normalize('NFC')) < this.minLength) {
      return reject('password_too_short', `The password must have at least ${this.minLength} characters.`);
    }
    const common = await commonPasswords(this.#commonMinLength);
    if (common.has(canonicalName(password))) {
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

/** Removes digits, spaces and punctuation around a word. */
function undecorated(text: string): string {
  return text.replace(DECORATED, '');
}

/** The part before the last `@` of an e-mail address (RFC 5321, section 4.1.2); any other word unchanged. */
function localPart(word: string): string {
  return word.includes('@') ? word.slice(0, word.lastIndexOf('@')) : word;
}
