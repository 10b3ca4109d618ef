import { expect, jest } from '@jest/globals';
import type { Pool, PoolClient } from 'pg';
import { OutboxTable } from '../../libs/accounts/src/outbox/outbox.table.js';

/** Fails one statement of a pool, as if the database had gone away before it. */
export class FailingStatements {
  readonly #watched = new WeakSet<PoolClient>();
  #left = 0;

  constructor(pool: Pool) {
    pool.on('acquire', (client) => this.#watch(client));
  }

  /** Whether the statement was reached and has failed. */
  get hasFailed(): boolean {
    return this.#left === 0;
  }

  /** @param number of the statement from now on, from 1 */
  failAt(number: number): void {
    this.#left = number;
  }

  /** Lets every statement through from now on. */
  stop(): void {
    this.#left = 0;
  }

  /**
   * Acts again and again, each time with a later statement that fails, until none is left. No mail is sent meanwhile: its statements would
   * count.
   *
   * @param act returns whether the work was done
   * @param expectUntouched called each time when it was not
   */
  async failEach(act: () => Promise<boolean>, expectUntouched: () => Promise<void>): Promise<void> {
    const sender = jest.spyOn(OutboxTable.prototype, 'lease').mockResolvedValue(null);
    try {
      for (let number = 1; await this.#failed(number, act, expectUntouched); number += 1) {
        expect(number).toBeLessThan(100);
      }
    } finally {
      sender.mockRestore();
    }
  }

  async #failed(number: number, act: () => Promise<boolean>, expectUntouched: () => Promise<void>): Promise<boolean> {
    this.failAt(number);
    const isDone = await act();
    const { hasFailed } = this;
    this.stop();
    if (!hasFailed) {
      expect(isDone).toBe(true);
      expect(number).toBeGreaterThan(5);
    } else if (!isDone) {
      await expectUntouched();
    }
    return hasFailed;
  }

  #watch(client: PoolClient): void {
    if (this.#watched.has(client)) {
      return;
    }
    this.#watched.add(client);
    const query = client.query.bind(client) as (...given: unknown[]) => unknown;
    const watched = (...given: unknown[]) => {
      if (this.#left > 0) {
        this.#left -= 1;
        if (this.#left === 0) {
          return Promise.reject(Object.assign(new Error('The database has gone away'), { code: '57P01' }));
        }
      }
      return query(...given);
    };
    Object.assign(client, { query: watched });
  }
}
