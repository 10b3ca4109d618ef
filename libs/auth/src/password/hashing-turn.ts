/**
 * Who is behind a hash, so that the queue can be fair and need not work for somebody who has gone. Says nothing about the
 * password; a hasher without a queue leaves it aside.
 */
export interface HashingTurn {
  /**
   * Aborted when nobody waits for the answer any more: what has not begun is dropped, and rejects with the signal's reason.
   *
   * @default it is waited for to the end
   */
  readonly signal?: AbortSignal;
  /**
   * Where the request comes from, as `networkOf` tells it.
   *
   * @default null, for unknown
   */
  readonly network?: string | null;
  /**
   * Whose password it is, in the canonical form.
   *
   * @default null, for nobody's yet
   */
  readonly name?: string | null;
}
