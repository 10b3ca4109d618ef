/** Which devices an account has been signed in on before, by what they keep themselves. */
export abstract class KnownDevices {
  /**
   * The device that a request comes from, if this account was signed in on it; `null` for any other, and for one that
   * pretends.
   *
   * @param name in its canonical form
   * @param request the adapter's own
   */
  abstract recognise(name: string, request: unknown): string | null;

  /**
   * Has the device remember that this account was signed in on it.
   *
   * @param name in its canonical form
   * @param request the adapter's own, that has proven it
   * @param response the adapter's own
   */
  abstract remember(name: string, request: unknown, response: unknown): void;
}

/** Every device is one of many. */
export class NoKnownDevices extends KnownDevices {
  recognise(): null {
    return null;
  }

  remember(): void {}
}
