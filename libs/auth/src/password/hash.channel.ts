import { channel, type Channel } from 'node:diagnostics_channel';

/**
 * What became of a password hash that was asked for. `hashed` and `failed` have had their turn; `refused` found no place,
 * or gave it up to somebody who had fewer; `late` waited for longer than one may; `abandoned` had its client go.
 */
export type HashOutcome = 'hashed' | 'failed' | 'refused' | 'late' | 'abandoned';

/** One message for each hash that was asked for, when it is over. Tells nothing of whose it was. */
export interface HashMessage {
  readonly outcome: HashOutcome;
  /** From being asked for to the turn, or to the refusal. In milliseconds. */
  readonly waitedMs: number;
  /** How long the hash itself took, in milliseconds; `null` where it never began. */
  readonly hashMs: number | null;
  /** How many are being computed now. */
  readonly running: number;
  /** How many wait now. */
  readonly waiting: number;
}

/**
 * The channel of `node:diagnostics_channel` that carries a {@link HashMessage} for each hash, in the same turn of the event
 * loop. Costs nothing while nobody subscribes.
 */
export const HASH_CHANNEL = 'portcullis:hash';

export const hashChannel: Channel = channel(HASH_CHANNEL);
