import { Injectable, type INestApplication, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountPurge, AccountsModule, accountsMigrations, Invitations } from '@portcullis/accounts';
import { Accounts, AuthModule, GLOBAL_GUARDS, type UserCredentials, UserRepository } from '@portcullis/auth';
import { AccountStore, AccountTakenError, BY_SERVICE, PasswordChangedError } from '@portcullis/auth/spi';
import { AuthDatabaseModule, pgAdapter } from '@portcullis/database';
import { oneTimeSecretsMigrations } from '@portcullis/one-time-secrets';
import { SessionsModule, sessionsMigrations, SessionStore } from '@portcullis/sessions';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { DatabaseModule } from '../../src/database/database.module.js';
import { RecordingMailer } from '../accounts/recording.mailer.js';
import type { Answer, Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type Employee, EmployeeRepository, OPTIONS, PASSWORD, startHost } from './host.js';
import { EmployeeAccounts } from './own-account-store.js';

const TABLES = `
  CREATE TABLE employees (
    id text PRIMARY KEY DEFAULT gen_random_uuid(), login text UNIQUE, email text UNIQUE, hash text,
    verified bool NOT NULL DEFAULT false, active bool DEFAULT true, department text DEFAULT 'research');
  CREATE TABLE given_up_logins (login text PRIMARY KEY, owner text, until timestamptz)`;

@Module({
  providers: [{ provide: AccountStore, useClass: EmployeeAccounts }, Accounts],
  exports: [Accounts],
})
class EmployeesModule {}

/** Reads the employees where `EmployeeAccounts` writes them. */
@Injectable()
class StoredEmployees extends UserRepository<Employee> {
  constructor(private readonly accounts: Accounts<Employee>) {
    super();
  }

  async findBySubject(id: string): Promise<Employee | null> {
    return (await this.accounts.find({ id }))?.user ?? null;
  }

  async findByUsername(username: string): Promise<UserCredentials<Employee> | null> {
    return this.accounts.find({ username });
  }
}

describe('an application with its own table of users', () => {
  let database: TestDatabase;
  let app: INestApplication;
  let accounts: Accounts;

  beforeAll(async () => {
    database = await createTestDatabase();
    const auth = AuthModule.forRoot({ ...OPTIONS, isGlobal: true, userRepository: EmployeeRepository });
    const imports = [DatabaseModule.forRoot(database.url), auth, SessionsModule.forRoot(), EmployeesModule];
    const host = await startHost('fastify', { imports, providers: [...GLOBAL_GUARDS] });
    ({ app } = host);
    accounts = app.get(Accounts);
    await app.get(DataSource).query(TABLES);
    await app.get(DataSource).query(`INSERT INTO employees (id, login, email) VALUES ('7f1c', 'alice', 'a@b.example')`);
    expect((await host.client.postForm('/token', { username: 'alice', password: PASSWORD })).status).toBe(200);
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  const sessions = async () => (await app.get(SessionStore, { strict: false }).listOf('7f1c')).sessions.length;

  it('changes accounts with all their consequences in one transaction', async () => {
    expect(await sessions()).toBe(1);
    const attempt = accounts.change(BY_SERVICE, async (writer) => {
      await writer.deactivate({ id: '7f1c' });
      throw new Error('the work failed');
    });
    await expect(attempt).rejects.toThrow('the work failed');
    expect([await sessions(), (await accounts.find({ username: 'alice' }))?.user.isActive]).toEqual([1, true]);
    await accounts.change(BY_SERVICE, (writer) => writer.deactivate({ email: 'a@b.example' }));
    expect([await sessions(), (await accounts.find({ id: '7f1c' }))?.user.isActive]).toEqual([0, false]);
  });

  it('creates, renames and deletes accounts, with unique names', async () => {
    const bob = { username: 'bob', email: 'bob@b.example', passwordHash: 'old' };
    const { id } = await accounts.change(BY_SERVICE, (writer) => writer.create(bob));
    await expect(accounts.change(BY_SERVICE, (writer) => writer.create(bob))).rejects.toThrow(AccountTakenError);
    await accounts.change(BY_SERVICE, async (writer) => {
      await writer.setUsername({ id }, 'robert');
      await writer.setPasswordHash({ id }, { from: 'old', to: 'new' });
      await writer.verifyEmail({ id });
    });
    const robert = { user: { username: 'robert' }, emailVerified: true, passwordHash: 'new' };
    expect(await accounts.find({ id })).toMatchObject(robert);
    const late = accounts.change(BY_SERVICE, (writer) => writer.setPasswordHash({ id }, { from: 'old', to: 'newer' }));
    await expect(late).rejects.toThrow(PasswordChangedError);
    await accounts.change(BY_SERVICE, async (writer) => {
      await writer.delete({ id });
      await writer.reserveUsername('robert', { forever: true });
    });
    expect(await accounts.find({ id })).toBeNull();
    const again = accounts.change(BY_SERVICE, (writer) => writer.create({ ...bob, username: 'robert' }));
    await expect(again).rejects.toThrow(AccountTakenError);
    expect(await accounts.find({ username: 'robert' })).toBeNull();
  });
});

describe('the accounts of an application with its own table of users', () => {
  const mailer = new RecordingMailer();
  let database: TestDatabase;
  let pool: Pool;
  let app: INestApplication;
  let client: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url });
    pool.on('error', () => undefined);
    await pool.query(TABLES);
    const migrations = [...sessionsMigrations, ...oneTimeSecretsMigrations, ...accountsMigrations];
    const host = await startHost('fastify', {
      imports: [
        AuthDatabaseModule.forRoot({ adapter: pgAdapter(pool), migrations }),
        AuthModule.forRoot({
          ...OPTIONS,
          isGlobal: true,
          imports: [EmployeesModule],
          userRepository: StoredEmployees,
        }),
        SessionsModule.forRoot(),
        AccountsModule.forRoot({
          productName: 'Acme',
          appUrl: 'https://app.example.com',
          mailer: { useValue: mailer },
          routes: { administeredReset: false, invitations: false },
          imports: [EmployeesModule],
        }),
      ],
      providers: [...GLOBAL_GUARDS],
    });
    ({ app, client } = host);
  });
  afterAll(async () => {
    await app.close();
    await pool.end();
    await database.drop();
  });

  async function signedIn(
    username: string,
    password: string,
  ): Promise<(path: string, body: object) => Promise<Answer>> {
    const answer = await client.signIn(username, password);
    expect(answer.status).toBe(200);
    const headers = { Authorization: `Bearer ${String(answer.body['access_token'])}` };
    return (path, body) => client.postJson(path, body, headers);
  }

  it('begin by an invitation, change, recover and end', async () => {
    await app.get(Invitations, { strict: false }).invite({ email: 'alice@b.example' }, BY_SERVICE);
    const invitation = await mailer.withLink('alice@b.example', '/accept-invitation');
    const acceptance = { token: invitation.token, username: 'alice', password: PASSWORD };
    expect((await client.postJson('/invitations/accept', acceptance)).status).toBe(201);

    const post = await signedIn('alice', PASSWORD);
    const proof = { current_password: PASSWORD };
    expect((await post('/me/username', { username: 'alicia', ...proof })).status).toBe(200);
    expect((await post('/me/email', { email: 'alicia@b.example', ...proof })).status).toBe(202);
    const change = await mailer.withLink('alicia@b.example', '/change-email');
    expect((await post('/email/change', { code: change.code })).status).toBe(204);
    const undo = await mailer.withLink('alice@b.example', '/undo-email');
    expect((await client.postJson('/email/undo', { token: undo.token })).status).toBe(204);
    expect((await post('/me/username', { username: 'alice', ...proof })).status).toBe(401);

    const reset = await mailer.withLink('alice@b.example', '/reset-password');
    const recovery = { token: reset.token, new_password: 'a violin in the rain' };
    expect((await client.postJson('/password/reset', recovery)).status).toBe(204);
    const postAgain = await signedIn('alicia', recovery.new_password);
    const deletion = { current_password: recovery.new_password };
    expect((await postAgain('/me/deletion', deletion)).status).toBe(202);
    await pool.query('UPDATE account_deletions SET delete_after = now(), next_attempt_at = now()');
    await app.get(AccountPurge, { strict: false }).purge();
    expect((await pool.query('SELECT login FROM employees')).rows).toEqual([]);
    expect((await client.signIn('alicia', recovery.new_password)).status).toBe(401);
  });
});
