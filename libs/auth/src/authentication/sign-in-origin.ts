/** Where an attempt to sign in comes from. */
export interface SignInOrigin {
  /** The client's address, as the adapter tells it behind the proxies that it trusts; `null` where it is not known. */
  readonly address: string | null;
  /** Which device it is, of those that the account has been signed in on before; `null` for any other. */
  readonly device: string | null;
  /**
   * Aborted when the client has gone.
   *
   * @default it is waited for to the end
   */
  readonly signal?: AbortSignal;
}

/** For a caller that is no request. */
export const UNKNOWN_ORIGIN: SignInOrigin = { address: null, device: null };
