import { channel, type Channel } from 'node:diagnostics_channel';

/** One message for each batch of a look-up, when it has been answered or has failed. Tells nothing of whom it was about. */
export interface LookUpMessage {
  /** What is looked up, in a word of the program's own: `users`, `sessions`. */
  readonly of: string;
  readonly outcome: 'answered' | 'failed';
  /** How many different keys were asked for in one statement. */
  readonly keys: number;
  /** From the statement to its rows, the wait for a connection included. In milliseconds. */
  readonly durationMs: number;
}

/**
 * The channel of `node:diagnostics_channel` that carries a {@link LookUpMessage} for each batch, in the same turn of the event
 * loop. Costs nothing while nobody subscribes.
 */
export const LOOK_UP_CHANNEL = 'portcullis:lookup';

export const lookUpChannel: Channel = channel(LOOK_UP_CHANNEL);
