import { Injectable } from '@nestjs/common';
import { Accounts, canonicalName, PasswordHasher, ServiceUnavailableError } from '@portcullis/auth';
import {
  AccountTakenError,
  canonicalEmail,
  ClientGoneError,
  hashRequesterOf,
  type NewAccount,
  NO_REQUEST,
  PasswordPolicy,
  type RequestOrigin,
  type SignInOrigin,
} from '@portcullis/auth/spi';
import { Database } from '@portcullis/database';
import type { RegisteredUser } from '../registered-user.js';
import { NameClaims } from './name-claims.js';
import { PasswordRefusedError, UsernameOrEmailTakenError } from './registration.error.js';
import { RegistrationLimiter, UnlimitedRegistrations } from './registration.limiter.js';

/** What a client sets for a new user. It can't set the id, roles or `is_active`. */
export interface Registration {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

interface CanonicalNames {
  readonly username: string;
  readonly email: string;
}

const IS_TAKEN = 'SELECT 1 AS one FROM {users} WHERE username_canonical = $1 OR email_canonical = $2 LIMIT 1';

@Injectable()
export class RegistrationService {
  readonly #claims = new NameClaims();

  constructor(
    private readonly database: Database,
    private readonly accounts: Accounts<RegisteredUser>,
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
    private readonly limiter: RegistrationLimiter = new UnlimitedRegistrations(),
  ) {}

  /**
   * Creates one account for one canonical name and one canonical address, however many requests arrive at once: the unique
   * indexes decide. When the promise resolves the account and its consequences are committed.
   *
   * Trusts `username` and `email` to satisfy `RegistrationRequest`; the password is checked here, before it costs a hash.
   *
   * A password is hashed before a name is looked up: a full hashing queue and the time of a response reveal nothing about names.
   *
   * In a transaction of the application (`Database.within`) the account is committed with that transaction. A taken name leaves the
   * transaction usable. An attempt is counted outside of it.
   *
   * @param origin of the request: if the client disconnects, the hash is not computed, and each attempt of its network counts.
   * Without it nothing is counted
   * @throws PasswordRefusedError
   * @throws TooManyAttemptsError
   * @throws UsernameOrEmailTakenError
   * @throws ServiceUnavailableError if the database or the hashing is unavailable; the account may exist if the connection to the
   * database was lost before its response arrived
   * @throws the reason of the origin's signal, `ClientGoneError` for a request's, if it is aborted before the hash has begun
   */
  async register(
    { username, email, password }: Registration,
    origin: SignInOrigin = NO_REQUEST,
  ): Promise<RegisteredUser> {
    const refusal = await this.policy.check(password, [username, email]);
    if (refusal) {
      throw new PasswordRefusedError(refusal.reason, refusal.code);
    }
    const names: CanonicalNames = { username: canonicalName(username), email: canonicalEmail(email) };
    return this.#counted(origin, () =>
      this.#claimed(names, async () => {
        const passwordHash = await this.hasher.hash(password, hashRequesterOf(origin, null));
        await this.#refuseTaken(names);
        return this.#create({ username, email, passwordHash }, origin);
      }),
    );
  }

  #claimed<T>({ username, email }: CanonicalNames, work: () => Promise<T>): Promise<T> {
    if (this.database.isWithin) {
      // The application can still roll back, so this registration refuses no other. And it holds a connection, which an earlier one
      // may wait for.
      return work();
    }
    const taken = () => new UsernameOrEmailTakenError();
    return this.#claims.claim([`username ${username}`, `email ${email}`], work, taken);
  }

  /** Counts the attempt, unless nothing about names was found out by it. */
  async #counted<T>(origin: SignInOrigin, work: () => Promise<T>): Promise<T> {
    if (origin === NO_REQUEST) {
      return work();
    }
    // Before the attempt is counted: in a storm, refusing costs the store nothing.
    this.hasher.assertPlaceFor(hashRequesterOf(origin, null));
    const giveBack = await this.limiter.spend(origin.address);
    try {
      return await work();
    } catch (error) {
      if (error instanceof ServiceUnavailableError || error instanceof ClientGoneError) {
        // An attempt that can't be given back counts.
        await giveBack().catch(() => undefined);
      }
      throw error;
    }
  }

  /** Avoids an error in the database's log for each taken name. The INSERT still finds a name that is taken a moment later. */
  async #refuseTaken({ username, email }: CanonicalNames): Promise<void> {
    if ((await this.database.query(IS_TAKEN, [username, email])).length > 0) {
      throw new UsernameOrEmailTakenError();
    }
  }

  async #create(account: NewAccount, origin: RequestOrigin): Promise<RegisteredUser> {
    try {
      return await this.accounts.change({ actor: { kind: 'anonymous' }, origin }, (writer) => writer.create(account));
    } catch (error) {
      throw error instanceof AccountTakenError ? new UsernameOrEmailTakenError({ cause: error }) : error;
    }
  }
}
