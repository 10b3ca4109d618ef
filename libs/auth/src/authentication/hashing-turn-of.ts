import type { HashingTurn } from '../password/hashing-turn.js';
import { networkOf } from './network-of.js';
import type { SignInOrigin } from './sign-in-origin.js';

/**
 * The turn in the hashing queue of somebody from there.
 *
 * @param name whose password it is, in the canonical form; `null` for nobody's yet
 */
export function hashingTurnOf({ address, signal }: SignInOrigin, name: string | null): HashingTurn {
  return { network: networkOf(address), name, ...(signal && { signal }) };
}
