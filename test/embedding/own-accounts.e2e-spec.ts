import { type INestApplication, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Accounts, AuthModule, GLOBAL_GUARDS } from '@portcullis/auth';
import { AccountStore, AccountTakenError, BY_SERVICE, PasswordChangedError } from '@portcullis/auth/spi';
import { SessionsModule, SessionStore } from '@portcullis/sessions';
import { DataSource } from 'typeorm';
import { DatabaseModule } from '../../src/database/database.module.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { EmployeeRepository, OPTIONS, PASSWORD, startHost } from './host.js';
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
