import type { Row } from '../statement.js';

// The part of `pg` that this library uses. Applications need not install its types.

export interface PgPool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  connect(): Promise<PgPooledConnection>;
  on(event: 'error', listener: () => void): unknown;
  on(event: 'acquire', listener: (connection: PgPooledConnection) => void): unknown;
  on(event: 'release', listener: (error: unknown, connection: PgPooledConnection) => void): unknown;
}

/** A client of `pg`. */
export interface PgConnection {
  query(statement: {
    readonly name?: string | undefined;
    readonly text: string;
    readonly values: readonly unknown[];
  }): Promise<{ readonly rows: Row[] }>;
}

export interface PgPooledConnection extends PgConnection {
  on(event: 'error', listener: () => void): unknown;
  off(event: 'error', listener: () => void): unknown;
  /** @param destroy closes the connection instead of returning it to the pool */
  release(destroy: boolean): void;
}
