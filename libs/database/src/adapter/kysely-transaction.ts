import type { Row, RunStatement } from '../statement.js';

/** The part of Kysely's `Transaction` that this library uses. MikroORM 7 runs its statements on one. */
export interface KyselyTransaction {
  /** Plugins may rename columns, such as `CamelCasePlugin`. */
  withoutPlugins(): { executeQuery(query: RawQuery): Promise<{ readonly rows: unknown[] }> };
}

/** As `CompiledQuery.raw` of Kysely makes it. */
interface RawQuery {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly query: {
    readonly kind: 'RawNode';
    readonly sqlFragments: readonly string[];
    readonly parameters: readonly [];
  };
  readonly queryId: { readonly queryId: string };
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
