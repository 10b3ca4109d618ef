// As much of `pg`, TypeORM's driver, as is used here: whoever installs this library need not have its types.

export interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  connect(): Promise<PooledConnection>;
}

export interface PooledConnection {
  /** Whether it sends without waiting for answers: such a one takes no queries but its own. */
  readonly pipeline?: boolean;
  query(statement: Statement): Promise<{ readonly rows: unknown[] }>;
  query(query: Submittable): unknown;
  on(event: 'error', listener: () => void): unknown;
  off(event: 'error', listener: () => void): unknown;
  /** @param destroy ends the connection instead of keeping it for the next */
  release(destroy: boolean): void;
}

export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The connection behind a client, as a query writes to it. */
export interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  /** Not in every version. */
  readonly submittedNamedStatements?: Record<string, string>;
  sync(): void;
}

/** What a client can be given in the place of a statement. It is told of each message of the answer. */
export interface Submittable {
  callback: (error?: Error | null) => void;
  /** For the client, which takes note of what the connection has parsed. */
  readonly name: string | undefined;
  readonly text: string | undefined;
  submit(wire: Wire): Error | null;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
  handleError(error: Error, wire: Wire): void;
  handleReadyForQuery(wire: Wire): void;
}

export interface TypesOfRows {
  _types?: unknown;
}

/** The driver's own, which knows how values are written and rows are read. */
export interface WireQuery extends Omit<Submittable, 'callback'> {
  readonly _result: TypesOfRows;
}

export type WireQueryClass = new (
  statement: Statement,
  values: undefined,
  callback: (error: Error | null | undefined, result: { readonly rows: unknown[] }) => void,
) => WireQuery;
