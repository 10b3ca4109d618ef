import type { DataSource } from 'typeorm';
import { queryRows } from './query-rows.js';

/** Returns the database's time in milliseconds since the epoch. @throws ServiceUnavailableError */
export async function databaseTime(dataSource: DataSource): Promise<number> {
  const sql = `SELECT ${epochMilliseconds('clock_timestamp()')} AS now`;
  const [row] = await queryRows<{ readonly now: number }>(dataSource, sql, []);
  return row!.now;
}

/**
 * SQL for a column of type `timestamptz` as milliseconds since the epoch. Use it to read times: their text depends on the session's
 * `DateStyle` and `TimeZone`, and `pg` reads that text with parsers that the application can replace.
 */
export function epochMilliseconds(column: string): string {
  return `floor(extract(epoch FROM ${column}) * 1000)::float8`;
}
