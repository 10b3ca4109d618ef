import { AsyncLocalStorage } from 'node:async_hooks';
import type { DatabaseAdapter } from '../adapter/database.adapter.js';
import { HostTransaction } from './host-transaction.js';

/** The transaction of the application in which the present code runs. `null` for code that has left it. */
const storage = new AsyncLocalStorage<HostTransaction | null>();

/** Finds the application's transaction in which the present code runs, if there is one. */
export class HostTransactions {
  readonly #known = new WeakMap<object, HostTransaction>();
  /** Look-ups of every request ask, and most applications never have such a transaction. */
  #isUsed = false;

  /** @param declared see `DatabaseOptions.currentTransaction` */
  constructor(
    private readonly adapter: DatabaseAdapter,
    private readonly declared: (() => unknown) | undefined,
  ) {}

  get current(): HostTransaction | undefined {
    if (!this.#isUsed && !this.declared) {
      return undefined;
    }
    const entered = storage.getStore();
    if (entered !== undefined) {
      return entered ?? undefined;
    }
    const transaction = this.declared?.();
    return transaction === undefined ? undefined : this.#of(transaction);
  }

  async within<T>(transaction: unknown, work: () => Promise<T>): Promise<T> {
    const host = this.#of(transaction);
    await host.assertBegun();
    return this.run(host, work);
  }

  run<T>(host: HostTransaction, work: () => Promise<T>): Promise<T> {
    this.#isUsed = true;
    return storage.run(host, work);
  }

  outside<T>(work: () => Promise<T>): Promise<T> {
    return this.current === undefined ? work() : storage.run(null, work);
  }

  #of(transaction: unknown): HostTransaction {
    const given = Object(transaction) as object;
    if (given !== transaction) {
      throw new TypeError(
        'Database.within() takes the transaction that the application has begun, as its data layer hands it out, and got ' +
          `${String(transaction)}.`,
      );
    }
    let host = this.#known.get(given);
    if (!host) {
      host = new HostTransaction(this.adapter.within(transaction));
      this.#known.set(given, host);
    }
    return host;
  }
}
