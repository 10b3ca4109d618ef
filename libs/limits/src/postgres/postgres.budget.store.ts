import { BudgetStore, type Charge } from '@portcullis/auth/spi';
import { demandPlainNames, PreparedQueries, queryRows } from '@portcullis/database';
import type { DataSource } from 'typeorm';
import { BEGUN_AT, FORGET, GIVE_BACK, giveBackValues, spendStatement, spendValues } from './budget-statements.js';

/** How often an instance deletes expired rows, and how many at most. So few take milliseconds. */
const SWEEP_MILLISECONDS = 60_000;
const SWEEP_BATCH = 500;

const SWEEP = `
  DELETE FROM sign_in_budgets WHERE key IN (
    SELECT key FROM sign_in_budgets WHERE expires_at <= $1 ORDER BY expires_at LIMIT ${SWEEP_BATCH} FOR UPDATE SKIP LOCKED
  )`;

export interface PostgresBudgetStoreOptions {
  /**
   * Whether the statements are named prepared statements. Set `false` for a pooler in transaction mode that does not track them, such
   * as PgBouncer before 1.21.
   * @default true
   */
  readonly preparedStatements?: boolean;
}

/** A number, in the form that the application's parsers return. */
type Time = number | string;

interface Refusal {
  readonly refused_until: Time | null;
}

/**
 * Keeps budgets in PostgreSQL: they hold across instances, restarts and crashes. An attempt is one statement, and a second one if a
 * concurrent attempt takes the last one. A used-up budget is not written to. Expired rows are deleted every minute to save space.
 */
export class PostgresBudgetStore extends BudgetStore {
  readonly #prepared: PreparedQueries;
  #sweepAt = 0;

  /** @param dataSource the host's, with `limitsMigrations` among its migrations */
  constructor(
    private readonly dataSource: DataSource,
    { preparedStatements = true }: PostgresBudgetStoreOptions = {},
  ) {
    super();
    demandPlainNames(dataSource);
    this.#prepared = new PreparedQueries(dataSource, preparedStatements);
  }

  async spend(charges: readonly Charge[], now: number): Promise<number | null> {
    const rows = await this.#prepared.run<Refusal>(spendStatement(charges), spendValues(charges, now));
    await this.#sweep(now);
    const refusedUntil = rows[0]?.refused_until ?? null;
    if (refusedUntil !== null) {
      return Number(refusedUntil);
    }
    const refusing = charges[rows.length];
    return refusing ? this.#refuse(charges.slice(0, rows.length), refusing, now) : null;
  }

  async giveBack(charges: readonly Charge[], spentAt: number): Promise<void> {
    await this.#prepared.run(GIVE_BACK, giveBackValues(charges, spentAt));
  }

  async forget(keys: readonly string[]): Promise<void> {
    await this.#prepared.run(FORGET, [keys]);
  }

  async begunAt(key: string, now: number): Promise<number | null> {
    const [row] = await this.#prepared.run<{ readonly begun_at: Time }>(BEGUN_AT, [key, new Date(now)]);
    return row ? Number(row.begun_at) : null;
  }

  /** Gives back the other charges after a concurrent attempt took the last one. Returns `now` if the budget was reset since. */
  async #refuse(spent: readonly Charge[], refusing: Charge, now: number): Promise<number> {
    const values = giveBackValues(spent, now, refusing);
    const [row] = await this.#prepared.run<Refusal>(GIVE_BACK, values);
    return Number(row?.refused_until ?? now);
  }

  async #sweep(now: number): Promise<void> {
    if (now >= this.#sweepAt) {
      this.#sweepAt = now + SWEEP_MILLISECONDS;
      // The attempt has been counted. The next sweep deletes the rows that this one could not.
      await queryRows(this.dataSource, SWEEP, [new Date(now)]).catch(() => undefined);
    }
  }
}
