import { Pool } from 'pg';
import type { LayerOptions } from './layer.js';

/** The pool of an application, for the data layers that take one. */
export function poolOf({ url, max = 4, queryTimeoutMs = 1_000 }: LayerOptions): Pool {
  const pool = new Pool({
    connectionString: url,
    max,
    query_timeout: queryTimeoutMs,
    connectionTimeoutMillis: queryTimeoutMs,
  });
  // As pg asks of applications: an idle connection that is lost emits an error.
  return pool.on('error', () => undefined);
}
