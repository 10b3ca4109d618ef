import type { DataSource } from 'typeorm';
import { onConnection } from './on-connection.js';

/**
 * Runs one statement. An unreachable, hung or overfull database is a `ServiceUnavailableError` within two seconds, never
 * an empty answer.
 *
 * @throws ServiceUnavailableError with the driver's error as its cause
 */
export function queryRows<TRow>(dataSource: DataSource, sql: string, parameters: unknown[]): Promise<TRow[]> {
  return onConnection(dataSource, (query) => query<TRow>(sql, parameters));
}
