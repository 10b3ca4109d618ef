import { ServiceUnavailableError } from '@portcullis/auth';
import { isDatabaseUnavailable } from '../is-database-unavailable.js';
import { sqlStateOf } from '../sqlstate.js';
import type { Row, RunStatement, Statement } from '../statement.js';

const SAVEPOINT = 'portcullis';

/** `no_active_sql_transaction` (PostgreSQL, appendix A). */
const NO_TRANSACTION = '25P01';

/** A transaction that the application has begun and will end. */
export class HostTransaction {
  #savepoints: Promise<unknown> = Promise.resolve();
  readonly #send: RunStatement;

  /** @param tasks of a savepoint: what runs after the commit, unless the savepoint is rolled back */
  constructor(
    send: RunStatement,
    readonly tasks?: (() => void)[],
  ) {
    this.#send = send;
  }

  /**
   * Runs one statement in it.
   *
   * @throws ServiceUnavailableError if the database is out of reach. Errors of conflicts are thrown unchanged
   */
  readonly run: RunStatement = async (statement: Statement): Promise<readonly Row[]> => {
    try {
      return await this.#send(statement);
    } catch (error) {
      throw isDatabaseUnavailable(error) ? new ServiceUnavailableError({ cause: error }) : error;
    }
  };

  /** The number by which any connection can ask how it has ended. Not kept, because a client of `pg` begins many transactions. */
  async id(): Promise<string> {
    const [row] = await this.run({ text: 'SELECT txid_current()::text AS id', values: [] });
    return String(row?.['id']);
  }

  /**
   * Runs the work in a savepoint, so that the application can go on after an error. One after the other, because savepoints of one
   * connection can only be nested.
   *
   * @param work gets the savepoint as a transaction of its own
   */
  savepoint<T>(work: (nested: HostTransaction) => Promise<T>): Promise<T> {
    const result = this.#savepoints.then(() => this.#inSavepoint(work));
    this.#savepoints = result.catch(() => undefined);
    return result;
  }

  /** @throws Error if the application has not begun a transaction, so that each statement would be committed by itself */
  async assertBegun(): Promise<void> {
    try {
      await this.savepoint(async () => {});
    } catch (error) {
      throw sqlStateOf(error) === NO_TRANSACTION
        ? new Error(
            'Database.within() needs a transaction that has begun. Pass what the data layer hands to the work of its transaction.',
          )
        : error;
    }
  }

  async #inSavepoint<T>(work: (nested: HostTransaction) => Promise<T>): Promise<T> {
    await this.#command(`SAVEPOINT ${SAVEPOINT}`);
    try {
      const result = await work(new HostTransaction(this.#send, []));
      await this.#command(`RELEASE SAVEPOINT ${SAVEPOINT}`);
      return result;
    } catch (error) {
      // The connection may be lost, and then the server rolls back by itself.
      await this.#command(`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`).catch(() => undefined);
      throw error;
    }
  }

  #command(text: string): Promise<readonly Row[]> {
    return this.run({ text, values: [] });
  }
}
