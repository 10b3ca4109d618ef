import { channel, type Channel } from 'node:diagnostics_channel';

/**
 * The outcome of a requested password hash. `hashed` and `failed`: it was begun. `refused`: there was no place, or another requester
 * displaced it. `late`: it waited longer than `maxWaitMs`. `abandoned`: the client disconnected.
 */
export type HashOutcome = 'hashed' | 'failed' | 'refused' | 'late' | 'abandoned';

/** Published once for each requested hash, when it is over. Does not identify the user. */
export interface HashMessage {
  readonly outcome: HashOutcome;
  /** From the request to the beginning or the refusal, in milliseconds. */
  readonly waitedMs: number;
  /** How long the hash took, in milliseconds; `null` if it never began. */
  readonly hashMs: number | null;
  /** How many hashes are being computed. */
  readonly running: number;
  /** How many requests wait. */
  readonly waiting: number;
}

/**
 * The channel of `node:diagnostics_channel` that publishes a {@link HashMessage} for each hash, synchronously. Costs nothing without
 * subscribers.
 */
export const HASH_CHANNEL = 'portcullis:hash';

export const hashChannel: Channel = channel(HASH_CHANNEL);
