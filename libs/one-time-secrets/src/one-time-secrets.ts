import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '@portcullis/auth/spi';
import { databaseTransactionOf, type Query } from '@portcullis/database';
import { type CheckedOneTimeSecretsOptions, ONE_TIME_SECRETS_OPTIONS } from './one-time-secrets.options.js';
import { displayedCode, randomCode } from './secret/code-spelling.js';
import { InvalidSecretError } from './secret/invalid-secret.error.js';
import { checkedSecret, type IssuedSecret, isName, type NewSecret } from './secret/new-secret.js';
import { OneTimeSecret } from './secret/one-time-secret.js';
import type { PresentedCode, PresentedToken } from './secret/presented-secret.js';
import { SecretCodes } from './secret/secret-codes.js';
import { randomToken, tokenHashOf } from './secret/secret-token.js';
import { SecretTable } from './table/secret.table.js';

/** Which secrets to revoke: of one or several purposes, by their subject, by what they are bound to, or by both. */
export type SecretSelection = { readonly purpose: string | readonly string[] } & (
  { readonly subject: string; readonly boundTo?: string } | { readonly subject?: undefined; readonly boundTo: string }
);

/** The secrets of one purpose and subject, from the oldest one that is bound to `boundTo`. */
export interface SecretChain {
  readonly purpose: string;
  readonly subject: string;
  readonly boundTo: string;
}

/**
 * Issues and consumes secrets that are used once. Of any number of requests that consume one at once, on any number of instances, one
 * succeeds. Of a token the table keeps a hash, and of a code a keyed MAC.
 *
 * Everything throws `ServiceUnavailableError` if the database is out of reach.
 */
@Injectable()
export class OneTimeSecrets {
  readonly #codes: SecretCodes;

  constructor(
    @Inject(ONE_TIME_SECRETS_OPTIONS) { secret }: Pick<CheckedOneTimeSecretsOptions, 'secret'>,
    private readonly table: SecretTable,
  ) {
    this.#codes = new SecretCodes(secret);
  }

  /**
   * Issues a secret. It replaces the earlier one of the same purpose and subject, unless it `keepsEarlier` ones.
   *
   * @param transaction of `Database` in `@portcullis/database`: without its commit the secret never was. @default a transaction of its own
   * @throws TypeError that names the member which can't be used
   */
  async issue(secret: NewSecret, transaction?: Transaction): Promise<IssuedSecret> {
    const checked = checkedSecret(secret);
    const { purpose, boundTo, codeLifetimeSeconds } = checked;
    const [id, token] = [randomUUID(), randomToken()];
    const code = codeLifetimeSeconds === null ? null : randomCode();
    const codeMac = code === null ? null : this.#codes.macOf({ purpose, boundTo: boundTo! }, code);
    const hashes = { id, tokenHash: tokenHashOf(purpose, token), codeMac };
    const expiry = await this.table.insert(checked, hashes, queryOf(transaction));
    return { id, token, code: code === null ? null : displayedCode(code), ...expiry };
  }

  /**
   * Checks a token or a code, and does not use it up: to consume the result later permits each change once. A wrong code is counted in
   * the statement that compares it, which no transaction of the caller can roll back. After the last attempt the secret is invalid, and
   * its token too. A code takes the same work whether or not one was issued.
   *
   * Call it before a transaction begins: inside of one it waits for a second connection.
   *
   * @throws InvalidSecretError
   */
  async verify(presented: PresentedToken | PresentedCode): Promise<OneTimeSecret> {
    return valid(await ('code' in presented ? this.#guess(presented) : this.#find(presented)));
  }

  /**
   * Counts an attempt at what the secret stands for, a second factor for example, and returns the secret. Call it before the attempt is
   * looked at, and consume the result when it succeeds. A secret that was issued without `attempts` is invalid here.
   *
   * Call it before a transaction begins: the count must stay if that is rolled back.
   *
   * @throws InvalidSecretError if no attempt is left, too
   */
  async attempt({ purpose, token }: PresentedToken): Promise<OneTimeSecret> {
    return valid(isToken(token) ? await this.table.countAttempt(tokenHashOf(purpose, token)) : null);
  }

  /**
   * Uses a secret up. If the transaction is rolled back, the secret is valid again. Verify a code first, so that the attempt stays counted
   * after a rollback.
   *
   * @param secret a token, or what `verify` or `attempt` has returned
   * @param transaction of `Database` in `@portcullis/database`: the transaction of the permitted change. @default a separate transaction
   * @throws InvalidSecretError, also if another request has consumed the secret since it was verified
   */
  async consume(secret: OneTimeSecret | PresentedToken, transaction?: Transaction): Promise<OneTimeSecret> {
    const query = queryOf(transaction);
    if (secret instanceof OneTimeSecret) {
      return valid(await this.table.consume(secret.id, query));
    }
    const { purpose, token } = secret;
    return valid(isToken(token) ? await this.table.consumeToken(tokenHashOf(purpose, token), query) : null);
  }

  /**
   * Makes secrets invalid that were not used yet.
   *
   * @param transaction of `Database` in `@portcullis/database`. @default a transaction of its own
   * @returns how many there were
   * @throws TypeError if neither a subject nor a binding is given
   */
  revoke({ purpose, subject, boundTo }: SecretSelection, transaction?: Transaction): Promise<number> {
    const given = [subject, boundTo].filter((text) => text !== undefined);
    if (given.length === 0 || !given.every((text) => isName(text))) {
      throw new TypeError('To revoke one-time secrets takes a subject or boundTo that is not empty.');
    }
    const purposes = typeof purpose === 'string' ? [purpose] : purpose;
    return this.table.revoke({ purposes, subject: subject ?? null, boundTo: boundTo ?? null }, queryOf(transaction));
  }

  /**
   * Makes the oldest unused secret invalid that is bound to `boundTo`, and all that were issued after it, whatever they are bound to. For
   * secrets that `keepsEarlier` ones and take a chain of changes back: going back one step takes the later steps with it.
   *
   * @param transaction of `Database` in `@portcullis/database`. @default a transaction of its own
   * @returns their ids; none if no secret is bound to `boundTo`
   */
  revokeSince({ purpose, subject, boundTo }: SecretChain, transaction?: Transaction): Promise<readonly string[]> {
    return this.table.revokeSince({ purpose, subject, boundTo }, queryOf(transaction));
  }

  async #find({ purpose, token }: PresentedToken): Promise<OneTimeSecret | null> {
    return isToken(token) ? this.table.find(tokenHashOf(purpose, token)) : null;
  }

  /** A code that can't be right is counted like any other wrong one. */
  async #guess({ purpose, boundTo, code }: PresentedCode): Promise<OneTimeSecret | null> {
    if (!isName(purpose) || !isName(boundTo) || typeof code !== 'string') {
      return null;
    }
    return this.table.guess({ purpose, boundTo, codeMacs: this.#codes.macsOf({ purpose, boundTo }, code) });
  }
}

function queryOf(transaction: Transaction | undefined): Query | undefined {
  return transaction && databaseTransactionOf(transaction).query;
}

function isToken(token: unknown): token is string {
  return typeof token === 'string';
}

/** @throws InvalidSecretError */
function valid(secret: OneTimeSecret | null): OneTimeSecret {
  if (!secret) {
    throw new InvalidSecretError();
  }
  return secret;
}
