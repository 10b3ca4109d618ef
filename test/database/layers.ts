import { MikroORM } from '@mikro-orm/postgresql';
import type { DatabaseAdapter } from '@portcullis/database';
import { pgAdapter } from '@portcullis/database';
import { drizzleAdapter } from '@portcullis/database/drizzle';
import { kyselyAdapter } from '@portcullis/database/kysely';
import { mikroOrmAdapter } from '@portcullis/database/mikro-orm';
import { typeOrmAdapter } from '@portcullis/database/typeorm';
import { sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { CamelCasePlugin, CompiledQuery, Kysely, PostgresDialect, type Transaction } from 'kysely';
import { Pool } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';

/** An application's data layer with its own transactions. */
export interface Layer {
  readonly adapter: DatabaseAdapter;
  /** Begins a transaction as an application does, and commits it unless the work throws an error. */
  transaction<T>(work: (tx: HostTransaction) => Promise<T>, level?: 'SERIALIZABLE'): Promise<T>;
  /** What takes the place of a transaction by mistake. */
  readonly withoutTransaction: unknown;
  close(): Promise<void>;
}

export interface HostTransaction {
  /** What the data layer hands to the work. */
  readonly raw: unknown;
  /** A statement of the application. */
  write(statement: string): Promise<unknown>;
}

export interface LayerOptions {
  readonly url: string;
  /** Connections of the pool. @default 4 */
  readonly max?: number;
  /** How long the driver waits for rows, in milliseconds. @default 1000 */
  readonly queryTimeoutMs?: number;
}

type Open = (options: LayerOptions) => Promise<Layer>;

/** All data layers that have an adapter and can be installed beside each other. */
export const LAYERS: readonly (readonly [name: string, open: Open])[] = [
  ['pg', openPg],
  ['TypeORM', openTypeOrm],
  ['Drizzle', openDrizzle],
  ['Kysely', openKysely],
  ['MikroORM', openMikroOrm],
];

function poolOf({ url, max = 4, queryTimeoutMs = 1_000 }: LayerOptions): Pool {
  const pool = new Pool({
    connectionString: url,
    max,
    query_timeout: queryTimeoutMs,
    connectionTimeoutMillis: queryTimeoutMs,
  });
  // As pg asks of applications: an idle connection that is lost emits an error.
  return pool.on('error', () => undefined);
}

async function openPg(options: LayerOptions): Promise<Layer> {
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

async function openTypeOrm({ url, max = 4, queryTimeoutMs = 1_000 }: LayerOptions): Promise<Layer> {
  const dataSource = await new DataSource({
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
}

async function openDrizzle(options: LayerOptions): Promise<Layer> {
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

async function openKysely(options: LayerOptions): Promise<Layer> {
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

async function openMikroOrm({ url, max = 4, queryTimeoutMs = 1_000 }: LayerOptions): Promise<Layer> {
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
