import { type OptionRules, orFalse, wholeNumber } from '../../options/option-rule.js';
import { OptionsCheck } from '../../options/options-check.js';

/** How often passwords may be guessed. Times are in seconds. */
export interface SignInOptions {
  /** Wrong passwords in a row for one account, from one network or one known device, without a wait. @default 10 */
  readonly freeAttempts?: number;
  /** The wait after these; it doubles with each attempt that follows. @default 1 */
  readonly firstDelay?: number;
  /** The longest wait between two attempts. @default 900 */
  readonly maxDelay?: number;
  /**
   * Wrong passwords in a row for one account, from all unknown devices together. Then the account is closed to them until the user signs
   * in on a known device, an operator unlocks it, or `forgetAfter` has passed. With `maxDeviceAttempts` the defaults add up to the 100
   * attempts that NIST SP 800-63B-4 allows.
   * @default 60
   */
  readonly maxAttempts?: number;
  /**
   * How many of these may come from one network: one IPv4 address, or 48 bits of IPv6. Then the account is closed only to the unknown
   * devices of this network. With less than half of `maxAttempts`, one network can't close the account to the others.
   * @default 20
   */
  readonly maxAttemptsPerNetwork?: number;
  /** Wrong passwords in a row for one account, from all its known devices together. @default 40 */
  readonly maxDeviceAttempts?: number;
  /** How many of these may come from one device. @default 20 */
  readonly maxAttemptsPerDevice?: number;
  /** How long after the last one the attempts at an account are forgotten; not below `maxDelay`. @default 2592000, thirty days */
  readonly forgetAfter?: number;
  /** Wrong passwords from one address (64 bits of IPv6), for all names, in `addressWindow`. @default 1000 */
  readonly attemptsPerAddress?: number;
  /** @default 900 */
  readonly addressWindow?: number;
  /**
   * How long a device is known after a sign-in, by a cookie. Attempts of unknown devices don't close the account to it. `false` for no
   * known devices.
   * @default 7776000, ninety days
   */
  readonly deviceLifetime?: number | false;
}

export type CheckedSignInOptions = Readonly<Required<SignInOptions>>;

const DAY = 86_400;

/** Low enough for dates that PostgreSQL and browsers can store. */
const MAX = 1_000_000_000;

export const SIGN_IN_RULES = {
  freeAttempts: wholeNumber({ max: MAX, default: 10 }),
  firstDelay: wholeNumber({ max: MAX, default: 1 }),
  maxDelay: wholeNumber({ max: MAX, default: 900, notBelow: 'firstDelay' }),
  maxAttempts: wholeNumber({ max: MAX, default: 60 }),
  maxAttemptsPerNetwork: wholeNumber({ max: MAX, default: 20 }),
  maxDeviceAttempts: wholeNumber({ max: MAX, default: 40 }),
  maxAttemptsPerDevice: wholeNumber({ max: MAX, default: 20 }),
  forgetAfter: wholeNumber({ max: MAX, default: 30 * DAY, notBelow: 'maxDelay' }),
  attemptsPerAddress: wholeNumber({ max: MAX, default: 1_000 }),
  addressWindow: wholeNumber({ max: MAX, default: 900 }),
  deviceLifetime: orFalse(wholeNumber({ max: MAX, default: 90 * DAY })),
} satisfies OptionRules<SignInOptions>;

/** @throws Error with a sentence for each option that can't be used */
export function checkedSignInOptions(options?: SignInOptions): CheckedSignInOptions {
  const check = new OptionsCheck('AuthModule');
  const checked = check.check(options, SIGN_IN_RULES, 'signIn');
  check.assertNoFault();
  return checked;
}
