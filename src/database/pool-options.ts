import type { PoolConfig } from 'pg';

/** A request fails within two seconds if the database hangs. */
const REQUEST_TIMEOUT_MILLISECONDS = 1_500;

/** The limits of connections that serve requests: of the server, and of the driver for a server that does not respond. */
export const REQUEST_LIMITS = {
  keepAlive: true,
  connectionTimeoutMillis: REQUEST_TIMEOUT_MILLISECONDS,
  statement_timeout: REQUEST_TIMEOUT_MILLISECONDS,
  query_timeout: REQUEST_TIMEOUT_MILLISECONDS,
} satisfies PoolConfig;

/** A pool of `pg` for one command. */
export function poolOptions(url: string): PoolConfig {
  return { ...REQUEST_LIMITS, connectionString: url, application_name: 'portcullis', max: 2 };
}
