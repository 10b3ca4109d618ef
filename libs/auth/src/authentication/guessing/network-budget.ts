import { networkOf } from '../../origin/network.js';
import { budgetKey, type BudgetRule, type Charge } from './budget.js';

/** One customer may hold all 65,536 networks of a block, and many customers may share one. */
const NETWORKS_OF_A_BLOCK = 16;

/** Limits how often one network may do something. An IPv6 block of 48 bits has sixteen times the attempts of one of its networks. */
export class NetworkBudget {
  readonly #rule: BudgetRule;
  readonly #blockRule: BudgetRule;

  /** @param kind the action, as a part of the budget's key */
  constructor(
    private readonly kind: string,
    private readonly scope: string,
    max: number,
    windowSeconds: number,
  ) {
    const ruleOf = (attempts: number): BudgetRule => ({
      free: attempts,
      firstDelay: 0,
      maxDelay: 0,
      max: attempts,
      lifetime: windowSeconds * 1_000,
      since: 'first',
    });
    this.#rule = ruleOf(max);
    this.#blockRule = ruleOf(NETWORKS_OF_A_BLOCK * max);
  }

  /** The charges of one attempt. All unknown addresses are one network. */
  chargesOf(address: string | null): Charge[] {
    const [network, block] = [networkOf(address), networkOf(address, 48)];
    const charge = { key: this.#key(network), rule: this.#rule };
    return block === network ? [charge] : [{ key: this.#key(block), rule: this.#blockRule }, charge];
  }

  #key(network: string | null): string {
    return budgetKey(this.kind, this.scope, network);
  }
}
