import type { DataSource } from 'typeorm';
import { type PreparedQuery, type PreparedValue, queryPrepared } from './prepared-query.js';

/** Runs prepared statements of one data source, without their names if a pooler does not track prepared statements. */
export class PreparedQueries {
  constructor(
    private readonly dataSource: DataSource,
    private readonly areNamed: boolean,
  ) {}

  /** See {@link queryPrepared}. */
  run<TRow>(query: PreparedQuery, values: readonly PreparedValue[]): Promise<TRow[]> {
    return queryPrepared(this.dataSource, this.areNamed ? query : { ...query, name: undefined }, values);
  }
}
