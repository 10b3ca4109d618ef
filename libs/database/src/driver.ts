// The part of `pg` that this library uses. Applications need not install its types.

export interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options?: { readonly pipeline?: boolean };
  connect(): Promise<PooledConnection>;
  on(event: 'acquire', listener: (connection: PooledConnection) => void): unknown;
  on(event: 'release', listener: (error: unknown, connection: PooledConnection) => void): unknown;
}

export interface PooledConnection {
  query(statement: Statement): Promise<{ readonly rows: unknown[] }>;
  on(event: 'error', listener: () => void): unknown;
  off(event: 'error', listener: () => void): unknown;
  /** @param destroy closes the connection instead of returning it to the pool */
  release(destroy: boolean): void;
}

export interface Statement {
  /** `undefined` for a statement that is parsed each time. */
  readonly name: string | undefined;
  readonly text: string;
  readonly values: readonly unknown[];
}
