import { Inject, Injectable, Logger } from '@nestjs/common';
import { AUTH_OPTIONS, type PasswordOptions } from '../auth.options.js';
import { ServiceUnavailableError } from '../errors/retryable.errors.js';
import { PasswordHasher } from '../password/password-hasher.js';
import type { AuthenticatedUser } from '../user/authenticated-user.js';
import { UserRepository } from '../user/user.repository.js';

/** Replaces a stored hash that is weaker than the hasher's own, after the password was verified. */
@Injectable()
export class PasswordRehash {
  readonly #logger = new Logger(PasswordRehash.name);
  readonly #isWanted: boolean;

  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    @Inject(AUTH_OPTIONS) { password }: { readonly password?: PasswordOptions },
  ) {
    this.#isWanted = password?.rehash ?? true;
  }

  /** Works in the background and never fails. A hash that is not replaced now is replaced after a later sign-in. */
  begin(user: AuthenticatedUser, password: string, passwordHash: string): void {
    if (this.#isWanted && this.users.replacePasswordHash && this.hasher.needsRehash(passwordHash)) {
      void this.#replace(user, password, passwordHash);
    }
  }

  async #replace(user: AuthenticatedUser, password: string, from: string): Promise<void> {
    try {
      const to = await this.hasher.hash(password, { onlyWhenIdle: true });
      await this.users.replacePasswordHash?.(user, { from, to });
    } catch (error) {
      // A busy queue and a database out of reach are logged elsewhere.
      if (!(error instanceof ServiceUnavailableError)) {
        this.#logger.warn(
          `The password hash of user ${user.id} could not be replaced by a stronger one: ${String(error)}`,
        );
      }
    }
  }
}
