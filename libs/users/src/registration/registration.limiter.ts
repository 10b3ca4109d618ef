/** How many registrations one network may try. */
export abstract class RegistrationLimiter {
  /**
   * Counts one attempt.
   *
   * @returns what takes the attempt back
   * @throws TooManyAttemptsError when none is left
   * @throws ServiceUnavailableError
   */
  abstract spend(address: string | null): Promise<() => Promise<void>>;
}

/** The default of {@link RegistrationService} outside its module. */
export class UnlimitedRegistrations extends RegistrationLimiter {
  async spend(): Promise<() => Promise<void>> {
    return async () => undefined;
  }
}
