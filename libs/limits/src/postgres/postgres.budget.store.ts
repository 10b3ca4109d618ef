import { type BudgetRule, BudgetStore, waitsOf } from '@portcullis/auth';
import { PreparedQueries, type PreparedQuery, queryRows } from '@portcullis/database';
import type { DataSource } from 'typeorm';

/** How often an instance looks for what has expired, and how much it takes away then: so little that no sign-in waits for it. */
const SWEEP_MILLISECONDS = 60_000;
const SWEEP_BATCH = 500;

const IS_LIVE = 'budget.expires_at > $2';
const SPENT_THEN = `CASE WHEN ${IS_LIVE} THEN budget.spent + 1 ELSE 1 END`;

// One row, one statement: whoever waits for the row looks at the WHERE again once it has it, and counts on what is there then.
const SPEND: PreparedQuery = {
  name: 'portcullis_budget_spend',
  writes: true,
  sql: `
  INSERT INTO sign_in_budgets AS budget (key, spent, began_at, opens_at, expires_at)
  VALUES ($1, 1, $2, $2::timestamptz + ${waitAfter('1', { free: '$4', waits: '$5' })}, $3)
  ON CONFLICT (key) DO UPDATE SET
    spent = ${SPENT_THEN},
    began_at = CASE WHEN ${IS_LIVE} THEN LEAST(budget.began_at, $2) ELSE $2 END,
    opens_at = $2::timestamptz + ${waitAfter(`(${SPENT_THEN})`, { free: '$4', waits: '$5' })},
    expires_at = CASE WHEN ${IS_LIVE} AND $7::boolean THEN budget.expires_at ELSE $3 END
  WHERE NOT (${IS_LIVE}) OR (budget.spent < $6 AND (budget.spent < $4 OR budget.opens_at <= $2))
  RETURNING key`,
};

const REFUSED_UNTIL: PreparedQuery = {
  name: 'portcullis_budget_refused_until',
  sql: `SELECT CASE WHEN spent >= $2 THEN expires_at ELSE opens_at END AS refused_until FROM sign_in_budgets WHERE key = $1`,
};

// Where nothing is spent any more, it is over, also for an instance whose clock is behind.
const GIVE_BACK: PreparedQuery = {
  name: 'portcullis_budget_give_back',
  writes: true,
  sql: `
  UPDATE sign_in_budgets SET
    spent = spent - 1,
    opens_at = CASE
      WHEN opens_at = $2::timestamptz + ${waitAfter('spent', { free: '$3', waits: '$4' })} THEN $2 ELSE opens_at
    END,
    expires_at = CASE WHEN spent = 1 THEN '-infinity' ELSE expires_at END
  WHERE key = $1 AND began_at <= $2 AND spent > 0`,
};

const FORGET: PreparedQuery = {
  name: 'portcullis_budget_forget',
  writes: true,
  sql: 'DELETE FROM sign_in_budgets WHERE key = $1',
};

const SWEEP = `
  DELETE FROM sign_in_budgets WHERE key IN (
    SELECT key FROM sign_in_budgets WHERE expires_at <= $1 ORDER BY expires_at LIMIT ${SWEEP_BATCH} FOR UPDATE SKIP LOCKED
  )`;

export interface PostgresBudgetStoreOptions {
  /**
   * Whether its statements are named prepared statements. `false` for a pooler in transaction mode that does not keep track of
   * them, like PgBouncer before 1.21.
   * @default true
   */
  readonly preparedStatements?: boolean;
}

/**
 * Keeps budgets in PostgreSQL, so that they hold across instances, restarts and crashes. Whoever spends sweeps up now and then what
 * has expired; nothing but room depends on it.
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
    this.#prepared = new PreparedQueries(dataSource, preparedStatements);
  }

  async spend(key: string, rule: BudgetRule, now: number): Promise<number | null> {
    const { free, max, lifetime, since } = rule;
    const admitted = await this.#prepared.run(SPEND, [
      key,
      new Date(now),
      new Date(now + lifetime),
      free,
      waitsOf(rule),
      max,
      since === 'first',
    ]);
    await this.#sweep(now);
    return admitted.length > 0 ? null : this.#refusedUntil(key, max, now);
  }

  async giveBack(key: string, rule: BudgetRule, spentAt: number): Promise<void> {
    await this.#prepared.run(GIVE_BACK, [key, new Date(spentAt), rule.free, waitsOf(rule)]);
  }

  async forget(key: string): Promise<void> {
    await this.#prepared.run(FORGET, [key]);
  }

  /** A row that was forgotten in between refuses nobody for long. */
  async #refusedUntil(key: string, max: number, now: number): Promise<number> {
    const [row] = await this.#prepared.run<{ readonly refused_until: Date }>(REFUSED_UNTIL, [key, max]);
    return row?.refused_until.getTime() ?? now;
  }

  async #sweep(now: number): Promise<void> {
    if (now >= this.#sweepAt) {
      this.#sweepAt = now + SWEEP_MILLISECONDS;
      // The attempt was counted; what could not be swept up now will be later.
      await queryRows(this.dataSource, SWEEP, [new Date(now)]).catch(() => undefined);
    }
  }
}

/** Of the list of waits, the first stands after the last free attempt, and the last one goes on. Below it, an array has NULL. */
function waitAfter(spent: string, { free, waits }: { readonly free: string; readonly waits: string }): string {
  const index = `LEAST(${spent} - ${free}::int + 1, cardinality(${waits}::float8[]))`;
  return `COALESCE((${waits}::float8[])[${index}], 0) * interval '1 millisecond'`;
}
