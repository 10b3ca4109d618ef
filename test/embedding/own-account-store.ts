import { Injectable } from '@nestjs/common';
import {
  type Account,
  type AccountKey,
  AccountStore,
  AccountTakenError,
  type AccountUpdate,
  type NewAccount,
  type Transaction,
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

  async delete({ user }: Account<Employee>, transaction: Transaction): Promise<void> {
    await databaseTransactionOf(transaction).query('DELETE FROM employees WHERE id = $1', [user.id]);
  }
}

async function write(query: Query, sql: string, values: readonly unknown[]): Promise<Employee> {
  try {
    const [row] = await query<Row>(sql, values);
    return employeeOf(row!);
  } catch (error) {
    const { code, constraint = '' } = error as { readonly code?: string; readonly constraint?: string };
    throw code === '23505' ? new AccountTakenError(constraint.includes('email') ? 'email' : 'username') : error;
  }
}

function employeeOf({ id, username, isActive, department }: Row): Employee {
  return { id, username, isActive, department };
}
