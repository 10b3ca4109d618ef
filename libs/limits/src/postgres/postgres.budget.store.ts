import { BudgetStore, type Charge } from '@portcullis/auth/spi';
import type { Database, PreparedQuery } from '@portcullis/database';
import { BEGUN_AT, FORGET, GIVE_BACK, giveBackValues, spendStatement, spendValues } from './budget-statements.js';

/** How often an instance deletes expired rows, and how many at most. So few take milliseconds. */
const SWEEP_MILLISECONDS = 60_000;
const SWEEP_BATCH = 500;

const SWEEP = `
  DELETE FROM {sign_in_budgets} WHERE key IN (
    SELECT key FROM {sign_in_budgets} WHERE expires_at <= $1::timestamptz ORDER BY expires_at LIMIT ${SWEEP_BATCH} FOR UPDATE SKIP LOCKED
  )`;

interface Refusal {
  readonly refused_until: number | null;
}

/**
 * Keeps budgets in PostgreSQL: they hold across instances, restarts and crashes. An attempt is one statement, and a second one if a
 * concurrent attempt takes the last one. A used-up budget is not written to. Expired rows are deleted every minute to save space. Counts
 * outside of a transaction of the application, whose rollback would give attempts back.
 */
export class PostgresBudgetStore extends BudgetStore {
  #sweepAt = 0;

  constructor(private readonly database: Database) {
    super();
  }

  async spend(charges: readonly Charge[], now: number): Promise<number | null> {
    const rows = await this.#run<Refusal>(spendStatement(charges), spendValues(charges, now));
    await this.#sweep(now);
    const refusedUntil = rows[0]?.refused_until ?? null;
    if (refusedUntil !== null) {
      return refusedUntil;
    }
    const refusing = charges[rows.length];
    return refusing ? this.#refuse(charges.slice(0, rows.length), refusing, now) : null;
  }

  async giveBack(charges: readonly Charge[], spentAt: number): Promise<void> {
    await this.#run(GIVE_BACK, giveBackValues(charges, spentAt));
  }

  async forget(keys: readonly string[]): Promise<void> {
    await this.#run(FORGET, [keys]);
  }

  async begunAt(key: string, now: number): Promise<number | null> {
    const [row] = await this.#run<{ readonly begun_at: number }>(BEGUN_AT, [key, new Date(now)]);
    return row ? row.begun_at : null;
  }

  /** Gives back the other charges after a concurrent attempt took the last one. Returns `now` if the budget was reset since. */
  async #refuse(spent: readonly Charge[], refusing: Charge, now: number): Promise<number> {
    const values = giveBackValues(spent, now, refusing);
    const [row] = await this.#run<Refusal>(GIVE_BACK, values);
    return row?.refused_until ?? now;
  }

  async #sweep(now: number): Promise<void> {
    if (now >= this.#sweepAt) {
      this.#sweepAt = now + SWEEP_MILLISECONDS;
      // The attempt has been counted. The next sweep deletes the rows that this one could not.
      await this.database.outside(() => this.database.query(SWEEP, [new Date(now)])).catch(() => undefined);
    }
  }

  #run<TRow>(query: PreparedQuery, values: readonly unknown[]): Promise<TRow[]> {
    return this.database.outside(() => this.database.prepared<TRow>(query, values));
  }
}
