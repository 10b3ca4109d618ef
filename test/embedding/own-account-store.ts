import { Injectable } from '@nestjs/common';
import {
  type Account,
  type AccountKey,
  AccountStore,
  AccountTakenError,
  type AccountUpdate,
  type NewAccount,
  type Transaction,
  type UsernameReservation,
} from '@portcullis/auth/spi';
import { Database, databaseTransactionOf, type Query } from '@portcullis/database';
import type { Employee } from './host.js';

interface Row extends Employee {
  readonly email: string;
  readonly isVerified: boolean;
  readonly hash: string | null;
}

const COLUMNS = 'id, login AS username, active AS "isActive", department, email, verified AS "isVerified", hash';

const COLUMN_OF = {
  username: 'login',
  email: 'email',
  emailVerified: 'verified',
  passwordHash: 'hash',
  isActive: 'active',
} as const;

/** Violates the primary key, so that the transaction can only be rolled back. */
const REFUSE_GIVEN_UP = `
  INSERT INTO given_up_logins SELECT login FROM given_up_logins
  WHERE login = $1 AND owner IS DISTINCT FROM $2 AND until > now()`;

/** The accounts of an application with its own table, without roles. */
@Injectable()
export class EmployeeAccounts extends AccountStore<Employee> {
  constructor(private readonly database: Database) {
    super();
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.database.transaction(work);
  }

  async find(key: AccountKey, transaction?: Transaction): Promise<Account<Employee> | null> {
    const query = transaction ? databaseTransactionOf(transaction).query : this.database.query;
    const [[name, value] = []] = Object.entries(key);
    const column = name === 'id' ? 'id' : name === 'username' ? 'login' : 'email';
    const sql = `SELECT ${COLUMNS} FROM employees WHERE ${column} = $1 ${transaction ? 'FOR UPDATE' : ''}`;
    const [row] = await query<Row>(sql, [value]);
    return row
      ? { user: employeeOf(row), email: row.email, emailVerified: row.isVerified, passwordHash: row.hash }
      : null;
  }

  insert(account: NewAccount, transaction: Transaction): Promise<Employee> {
    const { username, email, emailVerified = false, passwordHash } = account;
    const sql = `INSERT INTO employees (login, email, verified, hash) VALUES ($1, $2, $3, $4) RETURNING ${COLUMNS}`;
    return write(databaseTransactionOf(transaction).query, sql, [username, email, emailVerified, passwordHash]);
  }

  update({ user }: Account<Employee>, update: AccountUpdate, transaction: Transaction): Promise<Employee> {
    const changes = Object.entries(COLUMN_OF).filter(([member]) => Object.hasOwn(update, member));
    const assignments = changes.map(([, column], index) => `${column} = $${index + 2}`).join(', ');
    const values = changes.map(([member]) => Reflect.get(update, member) as unknown);
    const sql = `UPDATE employees SET ${assignments} WHERE id = $1 RETURNING ${COLUMNS}`;
    return write(databaseTransactionOf(transaction).query, sql, [user.id, ...values]);
  }

  async reserveUsername(login: string, reservation: UsernameReservation, transaction: Transaction): Promise<void> {
    const seconds = 'seconds' in reservation ? reservation.seconds : null;
    const sql = `
      INSERT INTO given_up_logins VALUES ($1, $2, COALESCE(now() + $3::float8 * interval '1 second', 'infinity'))
      ON CONFLICT (login) DO UPDATE SET owner = excluded.owner, until = GREATEST(given_up_logins.until, excluded.until)`;
    await databaseTransactionOf(transaction).query(sql, [login, reservation.userId ?? null, seconds]);
  }

  async delete({ user }: Account<Employee>, transaction: Transaction): Promise<void> {
    await databaseTransactionOf(transaction).query('DELETE FROM employees WHERE id = $1', [user.id]);
  }
}

async function write(query: Query, sql: string, values: readonly unknown[]): Promise<Employee> {
  try {
    const [row] = await query<Row>(sql, values);
    await query(REFUSE_GIVEN_UP, [row!.username, row!.id]);
    return employeeOf(row!);
  } catch (error) {
    const { code, constraint = '' } = error as { readonly code?: string; readonly constraint?: string };
    throw code === '23505' ? new AccountTakenError(constraint.includes('email') ? 'email' : 'username') : error;
  }
}

function employeeOf({ id, username, isActive, department }: Row): Employee {
  return { id, username, isActive, department };
}
