import type { PreparedQuery } from './statement.js';

interface PendingLookUp {
  readonly query: PreparedQuery;
  readonly values: readonly unknown[];
  readonly resolve: (rows: never[]) => void;
  readonly reject: (error: unknown) => void;
}

/** A statement with one row, whose columns are the rows of its parts as JSON, in order. */
type Row = Readonly<Record<`rows_${number}`, string | null>>;

/**
 * Combines the look-ups that start in one microtask, such as those of users and of their sessions, into one statement, so that together they
 * need one message to the server and one from it.
 */
export class JointLookUp {
  #waiting: PendingLookUp[] = [];
  readonly #combined = new Map<string, PreparedQuery>();

  /** @param run runs a prepared statement */
  constructor(private readonly run: (query: PreparedQuery, values: readonly unknown[]) => Promise<Row[]>) {}

  /** @param query a `SELECT` whose values JSON can represent. Its only dollar signs are those of parameters */
  of<TRow>(query: PreparedQuery, values: readonly unknown[]): Promise<TRow[]> {
    return new Promise<TRow[]>((resolve, reject) => {
      if (this.#waiting.push({ query, values, resolve, reject }) === 1) {
        queueMicrotask(() => {
          const parts = this.#waiting;
          this.#waiting = [];
          void this.#send(parts);
        });
      }
    });
  }

  /** Looks up in a statement of its own. */
  alone<TRow>(query: PreparedQuery, values: readonly unknown[]): Promise<TRow[]> {
    return new Promise<TRow[]>((resolve, reject) => void this.#send([{ query, values, resolve, reject }]));
  }

  async #send(parts: readonly PendingLookUp[]): Promise<void> {
    try {
      const [row] = await this.run(
        this.#combinationOf(parts),
        parts.flatMap(({ values }) => values),
      );
      parts.forEach(({ resolve }, index) => resolve(JSON.parse(row![`rows_${index}`] ?? '[]') as never[]));
    } catch (error) {
      parts.forEach(({ reject }) => reject(error));
    }
  }

  #combinationOf(parts: readonly PendingLookUp[]): PreparedQuery {
    const name = parts.map(({ query }) => query.name).join('+');
    let combined = this.#combined.get(name);
    if (!combined) {
      combined = { name, sql: combinationOf(parts) };
      this.#combined.set(name, combined);
    }
    return combined;
  }
}

function combinationOf(parts: readonly Pick<PendingLookUp, 'query' | 'values'>[]): string {
  let earlier = 0;
  const columns = parts.map(({ query, values }, index) => {
    const offset = earlier;
    earlier += values.length;
    const sql = query.sql.replace(/\$(\d+)/g, (_parameter, place: string) => `$${Number(place) + offset}`);
    return `(SELECT json_agg(found)::text FROM (${sql}) AS found) AS rows_${index}`;
  });
  return `SELECT ${columns.join(', ')}`;
}
