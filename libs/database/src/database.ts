import type { Transaction } from '@portcullis/auth/spi';

/** Runs one statement and returns its rows. */
export type Query = <TRow>(sql: string, parameters?: unknown[]) => Promise<TRow[]>;

/** A transaction of {@link Database}, at the isolation level `READ COMMITTED`. */
export interface DatabaseTransaction extends Transaction {
  readonly query: Query;
}

/**
 * The one port to PostgreSQL, over the application's data layer. Every method throws `ServiceUnavailableError` within two seconds if the
 * database is out of reach. The class is also the injection token.
 */
export abstract class Database {
  /** Runs one statement. Runs it again after a conflict with another transaction. */
  abstract readonly query: Query;

  /**
   * Runs the work in one transaction: all of it is committed, or nothing is. If the work throws an error, the transaction is rolled back
   * and the error is thrown.
   *
   * @param work runs again after a conflict with another transaction, so it must change nothing except through its transaction
   */
  abstract transaction<T>(work: (transaction: DatabaseTransaction) => Promise<T>): Promise<T>;
}

/**
 * Returns the transaction with its `query`.
 *
 * @throws Error if {@link Database} did not begin it
 */
export function databaseTransactionOf(transaction: Transaction): DatabaseTransaction {
  if (!('query' in transaction && typeof transaction.query === 'function')) {
    throw new Error('This transaction was not begun by Database.transaction() of @portcullis/database.');
  }
  return transaction as DatabaseTransaction;
}
