import { Inject, Injectable } from '@nestjs/common';
import { Accounts, canonicalName, PasswordHasher, ServiceUnavailableError } from '@portcullis/auth';
import {
  AccountTakenError,
  canonicalEmail,
  type Cause,
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
import { HiddenRegistrations } from './hidden-registrations.js';
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

const IS_USERNAME_TAKEN = 'SELECT 1 AS one FROM {users} WHERE username_canonical = $1';

@Injectable()
export class RegistrationService {
  readonly #claims = new NameClaims();

  constructor(
    private readonly database: Database,
    private readonly accounts: Accounts<RegisteredUser>,
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
    private readonly limiter: RegistrationLimiter = new UnlimitedRegistrations(),
    @Inject(HiddenRegistrations) private readonly hidden: Pick<HiddenRegistrations, 'required'> = { required: null },
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
   * @throws Error if clients must not learn which addresses are taken: call `registerHidden()`
   */
  async register(registration: Registration, origin: SignInOrigin = NO_REQUEST): Promise<RegisteredUser> {
    if (this.hidden.required) {
      throw new Error(
        "AccountsModule has emailVerification: 'required': call RegistrationService.registerHidden(), or Accounts.change() " +
          'for an account that no client asked for.',
      );
    }
    const { username, email } = registration;
    const names: CanonicalNames = { username: canonicalName(username), email: canonicalEmail(email) };
    return this.#hashed(
      registration,
      origin,
      [`username ${names.username}`, `email ${names.email}`],
      async (account) => {
        await this.#refuse(IS_TAKEN, [names.username, names.email]);
        return this.#create(account, origin);
      },
    );
  }

  /**
   * Does the same as `register()`, for an application that requires verified addresses, and never tells whether another user has the
   * address: see `RegistrationByMail` of `@portcullis/accounts`.
   *
   * @throws UsernameOrEmailTakenError if the username is taken
   * @throws Error if addresses are not hidden
   * @throws everything else that `register()` throws
   */
  async registerHidden(registration: Registration, origin: SignInOrigin = NO_REQUEST): Promise<void> {
    const { required } = this.hidden;
    if (!required) {
      throw new Error("registerHidden() needs AccountsModule with emailVerification: 'required'.");
    }
    const username = canonicalName(registration.username);
    await this.#hashed(registration, origin, [`username ${username}`], async (account) => {
      await this.#refuse(IS_USERNAME_TAKEN, [username]);
      await withTakenError(() => required.create(account, origin));
    });
  }

  /** Checks the password, counts the attempt, claims the names and hashes the password. */
  async #hashed<T>(
    { username, email, password }: Registration,
    origin: SignInOrigin,
    names: readonly string[],
    work: (account: NewAccount) => Promise<T>,
  ): Promise<T> {
    const refusal = await this.policy.check(password, [username, email]);
    if (refusal) {
      throw new PasswordRefusedError(refusal.reason, refusal.code);
    }
    return this.#counted(origin, () =>
      this.#claimed(names, async () => {
        const passwordHash = await this.hasher.hash(password, hashRequesterOf(origin, null));
        return work({ username, email, passwordHash });
      }),
    );
  }

  #claimed<T>(names: readonly string[], work: () => Promise<T>): Promise<T> {
    if (this.database.isWithin) {
      // The application can still roll back, so this registration refuses no other. And it holds a connection, which an earlier one
      // may wait for.
      return work();
    }
    const taken = () => new UsernameOrEmailTakenError();
    return this.#claims.claim(names, work, taken);
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
  async #refuse(isTaken: string, names: readonly string[]): Promise<void> {
    if ((await this.database.query(isTaken, names)).length > 0) {
      throw new UsernameOrEmailTakenError();
    }
  }

  #create(account: NewAccount, origin: RequestOrigin): Promise<RegisteredUser> {
    const cause: Cause = { actor: { kind: 'anonymous' }, origin };
    return withTakenError(() => this.accounts.change(cause, (writer) => writer.create(account)));
  }
}

async function withTakenError<T>(create: () => Promise<T>): Promise<T> {
  try {
    return await create();
  } catch (error) {
    throw error instanceof AccountTakenError ? new UsernameOrEmailTakenError({ cause: error }) : error;
  }
}
