import { kyselyAdapter } from '@portcullis/database/kysely';
import { CamelCasePlugin, CompiledQuery, Kysely, PostgresDialect, type Transaction } from 'kysely';
import type { Layer, LayerOptions } from './layer.js';
import { poolOf } from './pool-of.js';

export async function openKysely(options: LayerOptions): Promise<Layer> {
  const pool = poolOf(options);
  const db = new Kysely({ dialect: new PostgresDialect({ pool }), plugins: [new CamelCasePlugin()] });
  return {
    adapter: kyselyAdapter(pool),
    withoutTransaction: db,
    transaction: (work, level) => {
      const withTransaction = (raw: Transaction<unknown>) =>
        work({ raw, write: (statement) => raw.executeQuery(CompiledQuery.raw(statement)) });
      const builder = db.transaction();
      return (level ? builder.setIsolationLevel('serializable') : builder).execute(withTransaction);
    },
    close: () => db.destroy(),
  };
}
