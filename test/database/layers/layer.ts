import type { DatabaseAdapter } from '@portcullis/database';

/** An application's data layer with its own transactions. */
export interface Layer {
  readonly adapter: DatabaseAdapter;
  /** Begins a transaction as an application does, and commits it unless the work throws an error. */
  transaction<T>(work: (tx: HostTransaction) => Promise<T>, level?: 'SERIALIZABLE'): Promise<T>;
  /** What takes the place of a transaction by mistake. */
  readonly withoutTransaction: unknown;
  close(): Promise<void>;
}

export interface HostTransaction {
  /** What the data layer hands to the work. */
  readonly raw: unknown;
  /** A statement of the application. */
  write(statement: string): Promise<unknown>;
}

export interface LayerOptions {
  readonly url: string;
  /** Connections of the pool. @default 4 */
  readonly max?: number;
  /** How long the driver waits for rows, in milliseconds. @default 1000 */
  readonly queryTimeoutMs?: number;
}

export type OpenLayer = (options: LayerOptions) => Promise<Layer>;
