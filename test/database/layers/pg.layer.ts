import { pgAdapter } from '@portcullis/database';
import type { Layer, LayerOptions } from './layer.js';
import { poolOf } from './pool-of.js';

export async function openPg(options: LayerOptions): Promise<Layer> {
  const pool = poolOf(options);
  return {
    adapter: pgAdapter(pool),
    withoutTransaction: pool,
    transaction: async (work, level) => {
      const client = await pool.connect();
      try {
        await client.query(`BEGIN ${level ? `ISOLATION LEVEL ${level}` : ''}`);
        const result = await work({ raw: client, write: (statement) => client.query(statement) });
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch(() => undefined);
        throw error;
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
}
