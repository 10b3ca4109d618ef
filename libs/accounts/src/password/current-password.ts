import { Injectable } from '@nestjs/common';
import { Accounts } from '@portcullis/auth';
import {
  type Account,
  type AccountWriter,
  type Cause,
  InactiveUserError,
  InvalidGrantError,
  PasswordAuthentication,
  PasswordChangedError,
  type PasswordRequest,
  type PasswordResult,
  SignInLimiter,
  UnknownAccountError,
} from '@portcullis/auth/spi';
import { IncorrectPasswordError } from './password.errors.js';

/** The request of a signed-in user. */
export type OwnRequest = PasswordRequest & {
  /** The user, and the session that stays. */
  readonly actor: Extract<Cause['actor'], { readonly kind: 'user' }>;
};

/** Proves by the current password that a request comes from the owner of the account, and not only from a session of theirs. */
@Injectable()
export class CurrentPassword {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: PasswordAuthentication,
    private readonly limiter: SignInLimiter,
  ) {}

  /**
   * Reads the account of the user who makes the request.
   *
   * @throws UnknownAccountError if the user was deleted meanwhile
   * @throws ServiceUnavailableError
   */
  async accountOf({ actor }: OwnRequest): Promise<Account> {
    return found(await this.accounts.find({ id: actor.id }));
  }

  /**
   * Verifies the password of the user who makes the request. A wrong one is counted like one at a sign-in. Call it before a transaction
   * begins, so that the count stays.
   *
   * @param account of `accountOf`
   * @returns the stored hash that the password matches, for `lockedAccountOf`
   * @throws IncorrectPasswordError
   * @throws TooManyAttemptsError
   * @throws ServiceUnavailableError if the database or the hashing is unavailable
   */
  async verify(password: string, { user }: Account, request: OwnRequest): Promise<string> {
    const result = await this.#proven({ username: user.username, password }, request);
    if (String(result.user.id) !== request.actor.id) {
      // The name belongs to another user since the account was read.
      throw new IncorrectPasswordError();
    }
    await this.limiter.forgive(result.attempt);
    return result.password.passwordHash;
  }

  /**
   * Reads the account again, and locks it, in the transaction of what the password has permitted.
   *
   * @param passwordHash of `verify`
   * @throws PasswordChangedError if another request has changed the password meanwhile
   * @throws InactiveUserError if the user was deactivated meanwhile
   * @throws UnknownAccountError if the user was deleted meanwhile
   */
  async lockedAccountOf({ actor }: OwnRequest, passwordHash: string, writer: AccountWriter): Promise<Account> {
    const account = found(await writer.find({ id: actor.id }));
    if (account.passwordHash !== passwordHash) {
      throw new PasswordChangedError();
    }
    if (!account.user.isActive) {
      throw new InactiveUserError();
    }
    return account;
  }

  async #proven(given: { username: string; password: string }, request: OwnRequest): Promise<PasswordResult> {
    try {
      return await this.passwords.verify(given, request, { rehash: false });
    } catch (error) {
      throw error instanceof InvalidGrantError ? new IncorrectPasswordError({ cause: error }) : error;
    }
  }
}

function found(account: Account | null): Account {
  if (!account) {
    throw new UnknownAccountError();
  }
  return account;
}
