import { MikroORM } from '@mikro-orm/postgresql';
import { mikroOrmAdapter } from '@portcullis/database/mikro-orm';
import type { Layer, LayerOptions } from './layer.js';

export async function openMikroOrm({ url, max = 4, queryTimeoutMs = 1_000 }: LayerOptions): Promise<Layer> {
  const orm = await MikroORM.init({
    clientUrl: url,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    pool: { min: 0, max, acquireTimeoutMillis: queryTimeoutMs },
    driverOptions: { connection: { query_timeout: queryTimeoutMs, connectionTimeoutMillis: queryTimeoutMs } },
  });
  return {
    adapter: await mikroOrmAdapter(orm),
    withoutTransaction: orm.em.fork(),
    transaction: (work, level) =>
      orm.em
        .fork()
        .transactional(
          (em) => work({ raw: em, write: (statement) => em.execute(statement) }),
          level && { isolationLevel: 'serializable' as never },
        ),
    close: () => orm.close(),
  };
}
