import { typeOrmAdapter } from '@portcullis/database/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import type { HostTransaction, Layer, LayerOptions, OpenLayer } from './layer.js';

/** @param Source the `DataSource` of one version of TypeORM */
export function typeOrmOf(Source: typeof DataSource): OpenLayer {
  return async ({ url, max = 4, queryTimeoutMs = 1_000 }: LayerOptions): Promise<Layer> => {
    const dataSource = await new Source({
      type: 'postgres',
      url,
      poolSize: max,
      connectTimeoutMS: queryTimeoutMs,
      extra: { query_timeout: queryTimeoutMs },
      poolErrorHandler: () => undefined,
    }).initialize();
    return {
      adapter: typeOrmAdapter(dataSource),
      withoutTransaction: dataSource.manager,
      transaction: <T>(work: (tx: HostTransaction) => Promise<T>, level?: 'SERIALIZABLE') => {
        const withManager = (manager: EntityManager) =>
          work({ raw: manager, write: (statement) => manager.query(statement) });
        return level ? dataSource.transaction(level, withManager) : dataSource.transaction(withManager);
      },
      close: () => dataSource.destroy(),
    };
  };
}
