/**
 * A database transaction in progress: everything that is written through it is committed together, or not at all. Only the library that
 * began it can write through it: `@portcullis/database` does so by `databaseTransactionOf()`.
 */
export interface Transaction {
  /** Runs a task after the commit, and never if the transaction is rolled back. Errors of the task are logged. */
  afterCommit(task: () => void): void;
}
