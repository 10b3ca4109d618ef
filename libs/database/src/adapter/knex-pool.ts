import type { PgConnection, PgPool, PgPooledConnection } from './pg-driver.js';

/** The part of Knex that this library uses. MikroORM 6 runs its statements on it. */
export interface KnexLike {
  readonly client: KnexClient;
}

interface KnexClient {
  readonly pool: { numUsed(): number; numFree(): number; numPendingAcquires(): number };
  acquireConnection(): Promise<KnexConnection>;
  releaseConnection(connection: KnexConnection): Promise<unknown>;
}

interface KnexConnection extends Omit<PgPooledConnection, 'release'>, PgConnection {
  end(): Promise<unknown>;
}

/** The pool of Knex, as `pg` has it. */
export function knexPool({ client }: KnexLike): PgPool {
  return {
    get totalCount() {
      return client.pool.numUsed() + client.pool.numFree();
    },
    get idleCount() {
      return client.pool.numFree();
    },
    get waitingCount() {
      return client.pool.numPendingAcquires();
    },
    connect: async () => pooled(await client.acquireConnection(), client),
    // Knex itself listens for the errors of its connections.
    on: () => undefined,
  };
}

/** The connection of a transaction, or one of the pool. */
export async function knexConnection({ client }: KnexLike): Promise<PgConnection> {
  return client.acquireConnection();
}

function pooled(connection: KnexConnection, client: KnexClient): PgPooledConnection {
  return {
    query: (statement) => connection.query(statement),
    on: (event, listener) => connection.on(event, listener),
    off: (event, listener) => connection.off(event, listener),
    release: (destroy) => {
      // Knex lends no connection that has ended.
      void (destroy ? connection.end().catch(() => undefined) : Promise.resolve()).then(() =>
        client.releaseConnection(connection),
      );
    },
  };
}
