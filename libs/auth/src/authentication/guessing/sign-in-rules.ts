import type { BudgetRule } from './budget.js';
import { checkedSignInOptions, type SignInOptions } from './sign-in.options.js';

/** More than any budget holds. */
const WITHOUT_END = 1_000_000_000;

/** The budgets that follow from {@link SignInOptions}. */
export interface SignInRules {
  readonly perAddress: { readonly attempts: number; readonly windowSeconds: number };
  /** Of all unknown devices, for one account. */
  readonly ofUnknownDevices: BudgetRule;
  /** The part of the unknown devices of one network. */
  readonly ofNetwork: BudgetRule;
  /** Of all known devices, for one account. */
  readonly ofKnownDevices: BudgetRule;
  /** The part of one known device. */
  readonly ofDevice: BudgetRule;
  /** Keeps the time when the known devices of an account were revoked, as long as one of them could be known. */
  readonly revocation: BudgetRule;
}

/** @throws Error if an option can't be used */
export function signInRulesOf(options: SignInOptions): SignInRules {
  const checked = checkedSignInOptions(options);
  const base = {
    firstDelay: checked.firstDelay * 1_000,
    maxDelay: checked.maxDelay * 1_000,
    lifetime: checked.forgetAfter * 1_000,
    since: 'last',
  } as const;
  return {
    perAddress: { attempts: checked.attemptsPerAddress, windowSeconds: checked.addressWindow },
    // Free attempts for two networks, so that one network alone can't make the others wait.
    ofUnknownDevices: { ...base, free: 2 * checked.maxAttemptsPerNetwork, max: checked.maxAttempts },
    ofNetwork: { ...base, free: checked.freeAttempts, max: checked.maxAttemptsPerNetwork },
    ofKnownDevices: { ...base, free: 2 * checked.maxAttemptsPerDevice, max: checked.maxDeviceAttempts },
    ofDevice: { ...base, free: checked.freeAttempts, max: checked.maxAttemptsPerDevice },
    revocation: {
      ...base,
      free: WITHOUT_END,
      max: WITHOUT_END,
      lifetime: (checked.deviceLifetime === false ? 1 : checked.deviceLifetime) * 1_000,
    },
  };
}
