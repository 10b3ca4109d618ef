import { Injectable } from '@nestjs/common';
import {
  canonicalName,
  hashingTurnOf,
  PasswordHasher,
  PasswordPolicy,
  type SignInOrigin,
  UNKNOWN_ORIGIN,
} from '@portcullis/auth';
import { DataSource, QueryFailedError } from 'typeorm';
import { queryRows } from '@portcullis/database';
import type { RegisteredUser } from '../registered-user.js';
import { registeredUserOf, USER_COLUMNS, type UserRow } from '../user-row.js';
import { NameClaims } from './name-claims.js';
import { PasswordRefusedError, UsernameOrEmailTakenError } from './registration.error.js';

/** What a person brings along, and all of it: who they become (id, activity, roles) is not theirs to say. */
export interface Registration {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

const INSERT_USER = `
  INSERT INTO users (username, username_canonical, email, email_canonical, hashed_password)
  VALUES ($1, $2, $3, $4, $5)
  RETURNING ${USER_COLUMNS}`;

const IS_TAKEN = 'SELECT 1 FROM users WHERE username_canonical = $1 OR email_canonical = $2 LIMIT 1';

@Injectable()
export class RegistrationService {
  readonly #claims = new NameClaims();

  constructor(
    private readonly dataSource: DataSource,
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
  ) {}

  /**
   * Makes one account for one canonical name and one canonical address, whoever else tries at the same moment: the unique
   * indexes decide. When the promise resolves the account is committed.
   *
   * Trusts `username` and `email` to satisfy `RegistrationRequest`; the password is checked here, before it costs a hash.
   *
   * @param origin whom the password hash is for: a client that goes gives up its turn
   * @throws PasswordRefusedError
   * @throws UsernameOrEmailTakenError
   * @throws ServiceUnavailableError where the database or the hashing is out of reach; an account may have been made if
   * the database broke off before its answer arrived
   * @throws the reason of the origin's signal, `ClientGoneError` for a request's, where it is aborted before the hash has begun
   */
  async register(
    { username, email, password }: Registration,
    origin: SignInOrigin = UNKNOWN_ORIGIN,
  ): Promise<RegisteredUser> {
    const refusal = this.policy.check(password, [username, email]);
    if (refusal) {
      throw new PasswordRefusedError(refusal.reason, refusal.code);
    }
    const names = { username: canonicalName(username), email: canonicalName(email) };
    return this.#claims.claim(
      [`username ${names.username}`, `email ${names.email}`],
      async () => {
        await this.#refuseTaken([names.username, names.email]);
        const hash = await this.hasher.hash(password, hashingTurnOf(origin, null));
        return this.#insert([username, names.username, email, names.email, hash]);
      },
      () => new UsernameOrEmailTakenError(),
    );
  }

  /** Spares a hash for a name that is taken already. One that is taken a moment later is found out by the INSERT. */
  async #refuseTaken(names: readonly string[]): Promise<void> {
    if ((await queryRows(this.dataSource, IS_TAKEN, [...names])).length > 0) {
      throw new UsernameOrEmailTakenError();
    }
  }

  async #insert(values: readonly string[]): Promise<RegisteredUser> {
    try {
      const [row] = await queryRows<UserRow>(this.dataSource, INSERT_USER, [...values]);
      return registeredUserOf(row!);
    } catch (error) {
      throw isTaken(error) ? new UsernameOrEmailTakenError({ cause: error }) : error;
    }
  }
}

/** A duplicate id is no such thing: it means that the sequence has fallen behind its table. */
function isTaken(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) {
    return false;
  }
  const { code, constraint } = error.driverError as { readonly code?: string; readonly constraint?: string };
  return code === '23505' && constraint !== 'users_pkey';
}
