/** A device on which an account has been signed in. */
export interface KnownDevice {
  readonly id: string;
  /** When the account was last signed in on it, in milliseconds since the epoch. */
  readonly knownSince: number;
}

/** Recognises the devices on which an account has been signed in before. A port. */
export abstract class KnownDevices {
  /**
   * Returns the device that a request comes from, if this account was signed in on it; `null` for any other device, and for a forged
   * proof.
   *
   * @param account as `accountOf` makes it
   * @param request the adapter's own
   */
  abstract recognise(account: string, request: unknown): KnownDevice | null;

  /**
   * Lets the device prove later that this account was signed in on it.
   *
   * @param account as `accountOf` makes it
   * @param request the adapter's own, which has signed in
   * @param response the adapter's own
   */
  abstract remember(account: string, request: unknown, response: unknown): void;
}

/** Recognises no device. */
export class NoKnownDevices extends KnownDevices {
  recognise(): null {
    return null;
  }

  remember(): void {}
}
