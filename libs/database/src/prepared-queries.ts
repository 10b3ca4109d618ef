import type { DataSource } from 'typeorm';
import { type PreparedQuery, queryPrepared } from './prepared-query.js';
import type { PreparedValue } from './text-of.js';

/** The prepared statements of a data source, or the same without a name, where a pooler in between does not keep track of them. */
export class PreparedQueries {
  constructor(
    private readonly dataSource: DataSource,
    private readonly areNamed: boolean,
  ) {}

  /** As {@link queryPrepared} does. */
  run<TRow>(query: PreparedQuery, values: readonly PreparedValue[]): Promise<TRow[]> {
    return queryPrepared(this.dataSource, this.areNamed ? query : { ...query, name: undefined }, values);
  }
}
