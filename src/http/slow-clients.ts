/** How long a client may take to send a request before its connection is closed. In milliseconds. */
export interface SlowClientLimits {
  /** Until the end of the headers, from the connection or the first byte of its next request. */
  readonly headersMs: number;
  /** Until the end of the body. */
  readonly requestMs: number;
  /** How often Node checks the limits, so how late it may close a connection. */
  readonly checkEveryMs: number;
}

/** By default Node checks every 30 s, so that a slow body could hold a connection for a minute. */
export const SLOW_CLIENT_LIMITS: SlowClientLimits = { headersMs: 15_000, requestMs: 30_000, checkEveryMs: 5_000 };
