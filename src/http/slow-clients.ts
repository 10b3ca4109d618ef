/** How long a client may take over a request before its connection is closed. In milliseconds. */
export interface SlowClientLimits {
  /** From the connection, or the first byte of its next request, to the end of the headers. */
  readonly headersMs: number;
  /** To the end of the body. */
  readonly requestMs: number;
  /** How often Node looks: so much later than its limit a connection may be closed. */
  readonly checkEveryMs: number;
}

/** Node itself would look every 30 s, and so hold a connection that drips its body for a minute. */
export const SLOW_CLIENT_LIMITS: SlowClientLimits = { headersMs: 15_000, requestMs: 30_000, checkEveryMs: 5_000 };
