import { Injectable } from '@nestjs/common';
import { canonicalName, PasswordHasher } from '@portcullis/auth';
import { hashRequesterOf, PasswordPolicy, type SignInOrigin } from '@portcullis/auth/spi';
import { NewPasswordRefusedError } from './password.errors.js';

/** The user whose password it is. */
interface Owner {
  readonly user: { readonly username: string };
  readonly email: string;
}

/** Checks and hashes the new password of a user. */
@Injectable()
export class NewPasswords {
  constructor(
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
  ) {}

  /**
   * @param member of the body, for the error
   * @throws NewPasswordRefusedError, also if the password repeats the name or the address of the user
   */
  async assertAccepted(
    password: string,
    { user, email }: Owner,
    member: 'new_password' | 'password' = 'new_password',
  ): Promise<void> {
    const rejection = await this.policy.check(password, [user.username, email]);
    if (rejection) {
      throw new NewPasswordRefusedError(rejection, member);
    }
  }

  /**
   * @throws ServiceUnavailableError if the hashing queue is full
   * @throws ClientGoneError if the client closes its connection before the hash has begun
   */
  hash(password: string, { user }: Pick<Owner, 'user'>, origin: SignInOrigin): Promise<string> {
    return this.hasher.hash(password, hashRequesterOf(origin, canonicalName(user.username)));
  }

  /** As `hash`, for a user who has no account yet. */
  hashOfNewUser(password: string, origin: SignInOrigin): Promise<string> {
    return this.hasher.hash(password, hashRequesterOf(origin, null));
  }
}
