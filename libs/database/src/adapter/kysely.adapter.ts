import type { Row, RunStatement } from '../statement.js';
import type { PgPool } from './pg-driver.js';
import { PgAdapter } from './pg.adapter.js';

/** The part of Kysely's `Transaction` that this library uses. */
export interface KyselyTransaction {
  /** Plugins may rename columns, such as `CamelCasePlugin`. */
  withoutPlugins(): {
    executeQuery(query: {
      readonly sql: string;
      readonly parameters: readonly unknown[];
      // As `CompiledQuery.raw` of Kysely makes it.
      readonly query: {
        readonly kind: 'RawNode';
        readonly sqlFragments: readonly string[];
        readonly parameters: readonly [];
      };
      readonly queryId: { readonly queryId: string };
    }): Promise<{ readonly rows: unknown[] }>;
  };
}

class KyselyAdapter extends PgAdapter<KyselyTransaction> {
  override within(transaction: KyselyTransaction): RunStatement {
    return runOnKysely(transaction);
  }
}

/**
 * SQL over the pool that the application passes to Kysely's `PostgresDialect`. Its transactions are Kysely's.
 *
 * @param pool Kysely does not hand it out
 */
export function kyselyAdapter(pool: PgPool): PgAdapter<KyselyTransaction> {
  return new KyselyAdapter(() => pool);
}

/** Runs statements in a transaction of Kysely. */
export function runOnKysely(transaction: KyselyTransaction): RunStatement {
  const plain = transaction.withoutPlugins();
  return async ({ text, values }) => {
    const query = { kind: 'RawNode', sqlFragments: [text], parameters: [] } as const;
    const compiled = { sql: text, parameters: values, query, queryId: { queryId: 'portcullis' } };
    return (await plain.executeQuery(compiled)).rows as Row[];
  };
}
