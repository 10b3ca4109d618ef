import { drizzleAdapter } from '@portcullis/database/drizzle';
import { sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Layer, LayerOptions } from './layer.js';
import { poolOf } from './pool-of.js';

export async function openDrizzle(options: LayerOptions): Promise<Layer> {
  const pool = poolOf(options);
  const db = drizzle({ client: pool }) satisfies NodePgDatabase;
  return {
    adapter: drizzleAdapter(db),
    withoutTransaction: db,
    transaction: (work, level) =>
      db.transaction(
        (tx) => work({ raw: tx, write: (statement) => tx.execute(sql.raw(statement)) }),
        level && { isolationLevel: 'serializable' },
      ),
    close: () => pool.end(),
  };
}
