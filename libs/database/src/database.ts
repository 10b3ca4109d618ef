import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { checkedOptions, flag, type OptionRule, type OptionRules, type Transaction } from '@portcullis/auth/spi';
import type { DatabaseAdapter } from './adapter/database.adapter.js';
import type { HostTransaction } from './host-transaction/host-transaction.js';
import { HostTransactions } from './host-transaction/host-transactions.js';
import { whenCommitted } from './host-transaction/when-committed.js';
import { isStale } from './is-stale.js';
import { JointLookUp } from './joint-look-up.js';
import type { PreparedQuery, Query, RunStatement, Statement } from './statement.js';
import { TABLE_NAMING_RULES, TableNames, type TableNaming } from './table-names.js';
import { withDeadline } from './with-deadline.js';

type Task = () => void;

/** A transaction of {@link Database}, at the isolation level `READ COMMITTED`. */
export interface DatabaseTransaction extends Transaction {
  readonly query: Query;
}

export interface DatabaseOptions extends TableNaming {
  /**
   * Whether frequent statements are named prepared statements. Set `false` for a pooler in transaction mode that does not track them,
   * such as PgBouncer before 1.21.
   * @default true
   */
  readonly preparedStatements?: boolean;
  /**
   * Returns the application's transaction in which the present code runs, as `within` takes it; `undefined` outside of one. For a library
   * that keeps it in an `AsyncLocalStorage`, such as `@nestjs-cls/transactional`, whose `TransactionHost` has another client outside:
   * `() => (transactionHost.isTransactionActive() ? transactionHost.tx : undefined)`.
   * @default none
   */
  readonly currentTransaction?: () => unknown;
}

const DATABASE_RULES = {
  ...TABLE_NAMING_RULES,
  preparedStatements: flag({ default: true }),
  currentTransaction: {
    allowed: 'a function',
    example: '() => (transactionHost.isTransactionActive() ? transactionHost.tx : undefined)',
    accepts: (value: unknown) => value === undefined || typeof value === 'function',
  } satisfies OptionRule<(() => unknown) | undefined>,
} satisfies OptionRules<DatabaseOptions>;

/**
 * The one port to PostgreSQL, over the application's data layer. Every method throws `ServiceUnavailableError` within two seconds if the
 * database is out of reach.
 */
export class Database {
  /** The names of the tables and indexes. */
  readonly names: TableNames;
  readonly #logger = new Logger(Database.name);
  readonly #hostTransactions: HostTransactions;
  readonly #lookUps = new JointLookUp((query, values) => this.prepared(query, values));
  readonly #preparedStatements: boolean;
  readonly #prepared = new WeakMap<PreparedQuery, Omit<Statement, 'values'>>();

  /** @throws Error with a sentence for each option that can't be used */
  constructor(
    readonly adapter: DatabaseAdapter,
    options: DatabaseOptions = {},
  ) {
    const given = { ...adapter.naming, ...options };
    const checked = checkedOptions('Database', given, DATABASE_RULES, 'new Database(adapter, ');
    this.names = new TableNames(checked);
    this.#preparedStatements = checked.preparedStatements;
    this.#hostTransactions = new HostTransactions(adapter, checked.currentTransaction);
  }

  /** Whether the present code runs in a transaction of the application. */
  get isWithin(): boolean {
    return this.#hostTransactions.current !== undefined;
  }

  /** Runs one statement. Runs it again after a conflict with another transaction. */
  readonly query: Query = (sql, parameters = []) => this.#run({ text: this.names.in(sql), values: parameters });

  /**
   * Finds rows by a prepared statement. Look-ups that start in the same microtask are sent as one statement.
   *
   * @param query a `SELECT` whose values JSON can represent. Its only dollar signs are those of parameters
   */
  lookUp<TRow>(query: PreparedQuery, values: readonly unknown[]): Promise<TRow[]> {
    return this.isWithin ? this.#lookUps.alone(query, values) : this.#lookUps.of(query, values);
  }

  /** Runs one prepared statement. Runs it again after a conflict with another transaction. */
  prepared<TRow>(query: PreparedQuery, values: readonly unknown[]): Promise<TRow[]> {
    const host = this.#hostTransactions.current;
    const { name, text } = this.#preparedOf(query);
    if (host) {
      return host.run({ text, values }) as Promise<TRow[]>;
    }
    return withDeadline(async (attempt) => {
      if (attempt === 1) {
        try {
          return (await this.adapter.run({ name, text, values })) as TRow[];
        } catch (error) {
          if (!isStale(error)) {
            throw error;
          }
        }
      }
      return this.adapter.transaction((run) => run({ text, values })) as Promise<TRow[]>;
    });
  }

  /**
   * Runs the work in one transaction: all of it is committed, or nothing is. If the work throws an error, the transaction is rolled back
   * and the error is thrown. The whole transaction has the deadline of a single statement. In a transaction of the application it is a
   * savepoint.
   *
   * @param work runs again after a conflict with another transaction, so it must change nothing except through its transaction
   * @throws ServiceUnavailableError if the database is out of reach. If the connection was lost during the commit, the work may be committed.
   */
  async transaction<T>(work: (transaction: DatabaseTransaction) => Promise<T>): Promise<T> {
    const host = this.#hostTransactions.current;
    if (host) {
      return this.#savepoint(host, work);
    }
    const [result, tasks] = await withDeadline(() => this.adapter.transaction((run) => this.#attempt(run, work)));
    this.#perform(tasks);
    return result;
  }

  /**
   * Runs the work in a transaction that the application has begun: everything that it writes through these libraries is committed with that
   * transaction, or not at all, and its events are published after the commit. Look-ups see what the transaction has written.
   *
   * ```ts
   * await dataSource.transaction((manager) => database.within(manager, () => registration.register(…)));
   * ```
   *
   * Conflicts with other transactions (SQLSTATE 40001, 40P01) are thrown unchanged, because only the application can repeat its
   * transaction. Attempts at guessing are counted outside of it, so that a rollback does not return them.
   *
   * @param hostTransaction the `EntityManager` of TypeORM or MikroORM, the `tx` of Prisma, Drizzle or Kysely, or a client of `pg`
   */
  within<T>(hostTransaction: unknown, work: () => Promise<T>): Promise<T> {
    return this.#hostTransactions.within(hostTransaction, work);
  }

  /** Runs the work outside of the application's transaction, if the present code is in one. */
  outside<T>(work: () => Promise<T>): Promise<T> {
    return this.#hostTransactions.outside(work);
  }

  #run<TRow>(statement: Statement): Promise<TRow[]> {
    const host = this.#hostTransactions.current;
    if (host) {
      return host.run(statement) as Promise<TRow[]>;
    }
    return withDeadline((attempt) =>
      // A transaction takes two more messages, which only a database with another default isolation level needs.
      attempt === 1 ? this.adapter.run(statement) : this.adapter.transaction((run) => run(statement)),
    ) as Promise<TRow[]>;
  }

  async #savepoint<T>(host: HostTransaction, work: (transaction: DatabaseTransaction) => Promise<T>): Promise<T> {
    const [result, tasks] = await host.savepoint(async (nested) => {
      const [ofWork, own] = await this.#hostTransactions.run(nested, () => this.#attempt(nested.run, work));
      return [ofWork, [...own, ...(nested.tasks ?? [])]] as const;
    });
    if (host.tasks) {
      host.tasks.push(...tasks);
    } else if (tasks.length > 0) {
      const isCommitted = whenCommitted(await host.id(), this.adapter);
      // The tasks may query, and the transaction is over.
      void this.outside(async () => (await isCommitted) && this.#perform(tasks));
    }
    return result;
  }

  /** Returns the tasks for after the commit as well. Those of an attempt that failed do not run. */
  async #attempt<T>(run: RunStatement, work: (transaction: DatabaseTransaction) => Promise<T>): Promise<[T, Task[]]> {
    const tasks: Task[] = [];
    const result = await work({ query: this.#queryBy(run), afterCommit: (task) => void tasks.push(task) });
    return [result, tasks];
  }

  #queryBy(run: RunStatement): Query {
    return <TRow>(sql: string, parameters: readonly unknown[] = []) =>
      run({ text: this.names.in(sql), values: parameters }) as Promise<TRow[]>;
  }

  #preparedOf(query: PreparedQuery): Omit<Statement, 'values'> {
    let prepared = this.#prepared.get(query);
    if (!prepared) {
      const name = this.#preparedStatements
        ? shortened([this.names.mark, query.name].filter(Boolean).join(' '))
        : undefined;
      prepared = { text: this.names.in(query.sql), name };
      this.#prepared.set(query, prepared);
    }
    return prepared;
  }

  #perform(tasks: readonly Task[]): void {
    for (const task of tasks) {
      try {
        task();
      } catch (error) {
        this.#logger.error(error);
      }
    }
  }
}

/** PostgreSQL cuts longer names off, so that two statements could share one. */
function shortened(name: string): string {
  return name.length <= 63 ? name : createHash('sha256').update(name).digest('base64url');
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
