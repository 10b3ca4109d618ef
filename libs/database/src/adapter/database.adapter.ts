import type { TableNaming } from '../table-names.js';
import type { RunStatement, Statement, Row } from '../statement.js';

/**
 * How an application's data layer runs SQL. Adapters are thin: `Database` adds the deadline, the retries after conflicts, the names of the
 * tables and the application's own transactions. Errors of the driver are thrown unchanged.
 *
 * An application without an adapter for its data layer extends this class.
 */
export abstract class DatabaseAdapter<TTransaction = unknown> {
  /** The naming that the data layer has for all tables. The options of `Database` replace it. */
  get naming(): TableNaming {
    return {};
  }

  /** Runs one statement on a connection of its own, outside of any transaction. */
  abstract run(statement: Statement): Promise<readonly Row[]>;

  /**
   * Runs the work in a new transaction of the isolation level `READ COMMITTED`, even if the database has another default. Commits it, or
   * rolls it back if the work throws an error.
   */
  abstract transaction<T>(work: (run: RunStatement) => Promise<T>, options?: TransactionOptions): Promise<T>;

  /** Returns what runs statements in a transaction that the application has begun with its data layer. */
  abstract within(transaction: TTransaction): RunStatement;
}

export interface TransactionOptions {
  /** How long the transaction may take, for a data layer that has a limit. In milliseconds. @default the data layer's */
  readonly timeoutMs?: number;
}
