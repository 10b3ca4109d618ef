/** The request that needs a hash. The queue uses it for fairness, and drops the hash if the client disconnects. */
export interface HashRequester {
  /**
   * Aborted when the client disconnects: a hash that has not begun is dropped, and rejects with the signal's reason.
   *
   * @default none: every hash is computed
   */
  readonly signal?: AbortSignal;
  /**
   * The network of the request, by `networkOf`.
   *
   * @default null: unknown
   */
  readonly network?: string | null;
  /**
   * The name of the user, in the canonical form.
   *
   * @default null: not known yet
   */
  readonly name?: string | null;
  /**
   * Refuses the hash at once if it would have to wait.
   *
   * @default false
   */
  readonly onlyWhenIdle?: boolean;
}
