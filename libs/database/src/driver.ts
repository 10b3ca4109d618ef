// As much of `pg`, TypeORM's driver, as is used here: whoever installs this library need not have its types.

export interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  connect(): Promise<PooledConnection>;
  /** Before the connection is handed over. */
  on(event: 'acquire', listener: (connection: PooledConnection) => void): unknown;
}

export interface PooledConnection {
  /** Whether it sends without waiting for answers: such a one takes no queries but its own. */
  readonly pipeline?: boolean;
  query(statement: Statement): Promise<{ readonly rows: unknown[] }>;
  query(query: Submittable): unknown;
  on(event: 'error', listener: () => void): unknown;
  /** @param destroy ends the connection instead of keeping it for the next */
  release(destroy: boolean): void;
}

export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The connection behind a client, as a query writes to it: one method for each message of the protocol. */
export interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  /** What the server has parsed by a name. */
  readonly parsedStatements: Readonly<Record<string, string | undefined>>;
  /** What it has been sent to parse. Not in every version. */
  readonly submittedNamedStatements?: Record<string, string>;
  parse(statement: { readonly name: string; readonly text: string }): void;
  bind(portal: { readonly statement: string; readonly values: readonly unknown[] }): void;
  describe(what: { readonly type: 'P' }): void;
  execute(portal: object): void;
  sync(): void;
}

export interface RowDescription {
  readonly fields: readonly ColumnDescription[];
}

export interface ColumnDescription {
  readonly name: string;
  readonly dataTypeID: number;
}

export interface DataRow {
  readonly fields: readonly (string | null)[];
}

/** What a client can be given in the place of a statement. It is told of each message of the answer. */
export interface Submittable {
  callback: (error?: Error | null) => void;
  /** For the client, which takes note of what the connection has parsed. */
  readonly name: string | undefined;
  readonly text: string | undefined;
  submit(wire: Wire): Error | null;
  handleRowDescription(message: RowDescription): void;
  handleDataRow(message: DataRow): void;
  handleCommandComplete(): void;
  handleError(error: Error, wire: Wire): void;
  handleReadyForQuery(): void;
}

/** How values of each of the server's types are read. */
export interface TypesOfColumns {
  getTypeParser(oid: number, format: 'text'): (text: string) => unknown;
}
