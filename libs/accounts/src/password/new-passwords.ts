import { Injectable } from '@nestjs/common';
import { canonicalName, PasswordHasher } from '@portcullis/auth';
import { type Account, hashRequesterOf, PasswordPolicy, type SignInOrigin } from '@portcullis/auth/spi';
import { NewPasswordRefusedError } from './password.errors.js';

/** Checks and hashes the new password of a user. */
@Injectable()
export class NewPasswords {
  constructor(
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
  ) {}

  /** @throws NewPasswordRefusedError, also if the password repeats the name or the address of the user */
  async assertAccepted(password: string, { user, email }: Account): Promise<void> {
    const rejection = await this.policy.check(password, [user.username, email]);
    if (rejection) {
      throw new NewPasswordRefusedError(rejection);
    }
  }

  /**
   * @throws ServiceUnavailableError if the hashing queue is full
   * @throws ClientGoneError if the client closes its connection before the hash has begun
   */
  hash(password: string, { user }: Account, origin: SignInOrigin): Promise<string> {
    return this.hasher.hash(password, hashRequesterOf(origin, canonicalName(user.username)));
  }
}
