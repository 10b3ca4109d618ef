/** A row: every value is a text, a number, a boolean or `null`. See {@link Query}. */
export type Row = Readonly<Record<string, unknown>>;

/** One SQL statement with its parameters, as an adapter gets it. */
export interface Statement {
  /** Its name, if the server parses and plans it once per connection. */
  readonly name?: string | undefined;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Runs one statement and returns its rows. */
export type RunStatement = (statement: Statement) => Promise<readonly Row[]>;

/**
 * Runs one statement and returns its rows. `{sessions}` in the statement stands for the table or index of that name.
 *
 * A statement returns texts, numbers (`int`, `float8`), booleans and nulls alone, which every data layer reads alike. It converts times by
 * `epochMilliseconds`, and `bigint`, `json`, `bytea` and arrays to `text`.
 */
export type Query = <TRow>(sql: string, parameters?: readonly unknown[]) => Promise<TRow[]>;

/** A statement that the server parses and plans once per connection. */
export interface PreparedQuery {
  readonly name: string;
  readonly sql: string;
}
