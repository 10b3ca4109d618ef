import { Injectable, Optional } from '@nestjs/common';
import { canonicalName } from '@portcullis/auth';
import {
  type Account,
  type AccountKey,
  AccountStore,
  AccountTakenError,
  type AccountUpdate,
  canonicalEmail,
  type NewAccount,
  SystemClock,
  type Transaction,
  type UsernameReservation,
} from '@portcullis/auth/spi';
import { Database, databaseTransactionOf, type Query } from '@portcullis/database';
import type { RegisteredUser } from '../registered-user.js';
import { registeredUserOf, USER_COLUMNS, type UserRow } from '../user-row.js';
import { ReservedUsernames } from './reserved-usernames.js';
import { takenMemberOf } from './taken-member.js';
import { searchUser } from './user-search.js';

const INSERT = `
  INSERT INTO {users} (username, username_canonical, email, email_canonical, email_verified, hashed_password, roles)
  VALUES ($1, $2, $3, $4, $5::bool, $6, $7::text[])
  RETURNING ${USER_COLUMNS}`;

const DELETE = 'DELETE FROM {users} WHERE id = $1';

/** Accounts in the table `users`. The unique indexes decide races for a name, and reservations those for a name that is given up. */
@Injectable()
export class PostgresAccountStore extends AccountStore<RegisteredUser> {
  constructor(
    private readonly database: Database,
    @Optional() private readonly reserved: ReservedUsernames = new ReservedUsernames(database, new SystemClock()),
  ) {
    super();
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.database.transaction(work);
  }

  async find(key: AccountKey, transaction?: Transaction): Promise<Account<RegisteredUser> | null> {
    const row = transaction
      ? await searchUser(databaseTransactionOf(transaction).query, key, true)
      : await searchUser(this.database.query, key);
    if (!row) {
      return null;
    }
    const { email, email_verified: emailVerified, hashed_password: passwordHash } = row;
    return { user: registeredUserOf(row), email, emailVerified, passwordHash };
  }

  async insert(account: NewAccount, transaction: Transaction): Promise<RegisteredUser> {
    const { username, email, emailVerified = false, passwordHash, roles = [] } = account;
    const names = [username, canonicalName(username), email, canonicalEmail(email)];
    return this.#write(transaction, async (query) => {
      const [row] = await query<UserRow>(INSERT, [...names, emailVerified, passwordHash, roles]);
      await this.reserved.refuse(username, row!.id, query);
      return row!;
    });
  }

  update({ user }: Account<RegisteredUser>, update: AccountUpdate, transaction: Transaction): Promise<RegisteredUser> {
    const columns = Object.entries(columnsOf(update)).filter(([, value]) => value !== undefined);
    const assignments = columns.map(([name], index) => `${name} = $${index + 2}`).join(', ');
    const sql = `UPDATE {users} SET ${assignments} WHERE id = $1 RETURNING ${USER_COLUMNS}`;
    return this.#write(transaction, async (query) => {
      const [row] = await query<UserRow>(sql, [user.id, ...columns.map(([, value]) => value)]);
      if (update.username !== undefined && canonicalName(update.username) !== canonicalName(user.username)) {
        await this.reserved.refuse(update.username, user.id, query);
      }
      return row!;
    });
  }

  async delete({ user }: Account<RegisteredUser>, transaction: Transaction): Promise<void> {
    await databaseTransactionOf(transaction).query(DELETE, [user.id]);
  }

  reserveUsername(username: string, reservation: UsernameReservation, transaction: Transaction): Promise<void> {
    return this.reserved.reserve(username, reservation, databaseTransactionOf(transaction).query);
  }

  async #write(transaction: Transaction, write: (query: Query) => Promise<UserRow>): Promise<RegisteredUser> {
    try {
      return registeredUserOf(await write(databaseTransactionOf(transaction).query));
    } catch (error) {
      const member = takenMemberOf(error);
      throw member ? new AccountTakenError(member, { cause: error }) : error;
    }
  }
}

function columnsOf({
  username,
  email,
  emailVerified,
  passwordHash,
  isActive,
  roles,
}: AccountUpdate): Readonly<Record<string, unknown>> {
  return {
    username,
    username_canonical: username === undefined ? undefined : canonicalName(username),
    email,
    email_canonical: email === undefined ? undefined : canonicalEmail(email),
    email_verified: emailVerified,
    hashed_password: passwordHash,
    is_active: isActive,
    roles,
  };
}
