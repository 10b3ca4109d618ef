import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { Database, type DatabaseTransaction } from './database.js';
import { inTransaction } from './in-transaction.js';
import { demandPlainNames } from './plain-names.js';
import type { Query } from './database.js';
import { queryRows } from './query-rows.js';

/** {@link Database} over the application's TypeORM data source. */
export class TypeOrmDatabase extends Database {
  readonly #logger = new Logger(Database.name);

  /** @throws Error if TypeORM names the tables differently from the SQL of these libraries */
  constructor(private readonly dataSource: DataSource) {
    super();
    demandPlainNames(dataSource);
  }

  readonly query: Query = (sql, parameters = []) => queryRows(this.dataSource, sql, parameters);

  async transaction<T>(work: (transaction: DatabaseTransaction) => Promise<T>): Promise<T> {
    let tasks: (() => void)[] = [];
    const result = await inTransaction(this.dataSource, (query) => {
      // Tasks of an attempt that ended in a conflict must not run.
      tasks = [];
      return work({ query, afterCommit: (task) => void tasks.push(task) });
    });
    for (const task of tasks) {
      this.#run(task);
    }
    return result;
  }

  #run(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#logger.error(error);
    }
  }
}
