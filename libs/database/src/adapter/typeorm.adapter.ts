import type { DataSource, EntityManager } from 'typeorm';
import type { RunStatement, Statement } from '../statement.js';
import type { TableNaming } from '../table-names.js';
import type { PgConnection, PgPool } from './pg-driver.js';
import { PgAdapter } from './pg.adapter.js';

/** Runs statements on the data source's own pool, because TypeORM's query runner costs more than the statement. */
class TypeOrmAdapter extends PgAdapter<EntityManager> {
  constructor(private readonly dataSource: DataSource) {
    super(() => (dataSource.driver as unknown as { readonly master?: PgPool } | undefined)?.master);
  }

  override get naming(): TableNaming {
    return typeOrmNaming(this.dataSource);
  }

  override within({ queryRunner }: EntityManager): RunStatement {
    return async (statement) => {
      if (!queryRunner?.isTransactionActive) {
        throw Object.assign(new Error('This EntityManager is not in a transaction'), { code: '25P01' });
      }
      return super.runOn((await queryRunner.connect()) as PgConnection)(statement);
    };
  }

  protected override log({ text, values }: Statement): void {
    this.dataSource.logger.logQuery(text, [...values]);
  }
}

/** SQL over the application's data source of TypeORM 1 or 0.3. Its transactions are `EntityManager`s. */
export function typeOrmAdapter(dataSource: DataSource): PgAdapter<EntityManager> {
  return new TypeOrmAdapter(dataSource);
}

/** How TypeORM names the tables of entities. */
export function typeOrmNaming({ options }: DataSource): TableNaming {
  const { schema, entityPrefix: prefix } = options as { readonly schema?: string; readonly entityPrefix?: string };
  return { ...(schema !== undefined && { schema }), ...(prefix && { prefix }) };
}
