import { channel, type Channel } from 'node:diagnostics_channel';

/** The message for one statement of a batched look-up, published when it has succeeded or failed. It contains no keys. */
export interface LookUpMessage {
  /** The kind of the rows, such as `users` or `sessions`. */
  readonly of: string;
  readonly outcome: 'answered' | 'failed';
  /** The number of distinct keys in the statement. */
  readonly keys: number;
  /** Milliseconds until the rows arrived, including the wait for a connection. */
  readonly durationMs: number;
}

/** The name of the `node:diagnostics_channel` of {@link LookUpMessage}s. It costs nothing without a subscriber. */
export const LOOK_UP_CHANNEL = 'portcullis:lookup';

export const lookUpChannel: Channel = channel(LOOK_UP_CHANNEL);
