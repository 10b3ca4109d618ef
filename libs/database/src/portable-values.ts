import type { Database } from './database.js';

/** Returns the database's time in milliseconds since the epoch. @throws ServiceUnavailableError */
export async function databaseTime(database: Pick<Database, 'query'>): Promise<number> {
  const sql = `SELECT ${epochMilliseconds('clock_timestamp()')} AS now`;
  const [row] = await database.query<{ readonly now: number }>(sql);
  return row!.now;
}

/**
 * SQL for a column of type `timestamptz` as milliseconds since the epoch. Use it to read times: their text depends on the session's
 * `DateStyle` and `TimeZone`, and `pg` reads that text with parsers that the application can replace.
 */
export function epochMilliseconds(column: string): string {
  return `floor(extract(epoch FROM ${column}) * 1000)::float8`;
}

/** SQL for an array as text that `JSON.parse` reads. Drivers and applications read arrays in different ways. */
export function jsonArray(column: string): string {
  return `array_to_json(${column})::text`;
}
