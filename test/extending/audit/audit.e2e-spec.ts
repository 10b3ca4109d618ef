import { Controller, Delete, HttpCode, type INestApplication, Post, Req } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { DocumentBuilder } from '@nestjs/swagger';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Accounts, ApiErrors, AuthErrorInterceptor, AuthModule, CurrentUser, GLOBAL_GUARDS } from '@portcullis/auth';
import { createSecuredDocument } from '@portcullis/auth/openapi';
import { requestOriginOf } from '@portcullis/auth/spi';
import { PostgresUserRepository, type RegisteredUser, RegistrationService, UsersModule } from '@portcullis/users';
import { DataSource } from 'typeorm';
import { DatabaseModule } from '../../../src/database/database.module.js';
import { until } from '../../attacks/support/until.js';
import { OPTIONS, PASSWORD, startHost } from '../../embedding/host.js';
import { ADAPTERS, type Adapter } from '../../support/adapters.js';
import type { Client } from '../../support/client.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { AuditLog } from './audit-log.js';
import { ClosedAccounts, UnpaidInvoiceError } from './closed-accounts.js';

@Controller('me')
class AccountController {
  constructor(private readonly accounts: Accounts<RegisteredUser>) {}

  @Delete()
  @HttpCode(204)
  @ApiErrors(UnpaidInvoiceError)
  async close(@CurrentUser() { id }: RegisteredUser, @Req() request: object): Promise<void> {
    const actor = { kind: 'user', id: String(id) } as const;
    await this.accounts.change({ actor, origin: requestOriginOf(request) }, (writer) => writer.delete({ id }));
  }

  @Post('pause')
  @HttpCode(204)
  async pause(@CurrentUser() { id }: RegisteredUser, @Req() request: object): Promise<void> {
    const actor = { kind: 'user', id: String(id) } as const;
    await this.accounts.change({ actor, origin: requestOriginOf(request) }, (writer) => writer.deactivate({ id }));
  }
}

describe.each(ADAPTERS)('the listeners and consequences of an application, on %s', (adapter: Adapter) => {
  let database: TestDatabase;
  let app: INestApplication;
  let client: Client;
  let id: number;

  beforeAll(async () => {
    database = await createTestDatabase();
    const users = UsersModule.forRoot();
    const userRepository = { useExisting: PostgresUserRepository };
    ({ app, client } = await startHost(adapter, {
      imports: [
        DatabaseModule.forRoot(database.url),
        users,
        AuthModule.forRoot({ ...OPTIONS, isGlobal: true, imports: [users], userRepository }),
      ],
      controllers: [AccountController],
      providers: [
        ...GLOBAL_GUARDS,
        { provide: APP_INTERCEPTOR, useClass: AuthErrorInterceptor },
        AuditLog,
        ClosedAccounts,
      ],
    }));
    await sql(`
      CREATE TABLE audit_log (type text NOT NULL, actor text NOT NULL, user_id text, address text);
      CREATE TABLE invoices (user_id int NOT NULL, paid boolean NOT NULL);
      CREATE TABLE carts (user_id int NOT NULL)`);
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  beforeEach(async () => {
    const alice = { username: 'alice', email: 'alice@example.com', password: PASSWORD };
    ({ id } = await app.get(RegistrationService).register(alice));
    await sql(`INSERT INTO carts VALUES (${id})`);
  });
  afterEach(() => sql('TRUNCATE users, audit_log, invoices, carts'));

  const sql = (text: string): Promise<Record<string, unknown>[]> => app.get(DataSource).query(text);
  const count = async (table: string) => (await sql(`SELECT FROM ${table}`)).length;
  /** The rows of this test's user: rows of the previous test may be written late. */
  const logged = () => sql(`SELECT type, actor, user_id, address FROM audit_log WHERE user_id = '${id}'`);
  const signIn = (password = PASSWORD) => client.postForm('/token', { username: 'alice', password });

  /** Signs in, and empties the log once the sign-in is in it. */
  async function authorization(): Promise<{ readonly Authorization: string }> {
    const { body } = await signIn();
    await until(async () => (await logged()).some(({ type }) => type === 'signed_in'));
    await sql('TRUNCATE audit_log');
    return { Authorization: `Bearer ${String(body['access_token'])}` };
  }

  async function send(method: string, path: string) {
    const headers = await authorization();
    return fetch(`${await app.getUrl()}${path}`, { method, headers });
  }

  it('commit together with the change', async () => {
    expect((await send('DELETE', '/me')).status).toBe(204);
    expect([await count('users'), await count('carts')]).toEqual([0, 0]);
    expect(await logged()).toEqual([
      { type: 'user_deleted', actor: 'user', user_id: String(id), address: '127.0.0.1' },
    ]);
  });

  it('refuse a change, roll it back, and send their error to the client', async () => {
    await sql(`INSERT INTO invoices VALUES (${id}, false)`);
    const response = await send('DELETE', '/me');
    expect(await response.json()).toMatchObject({ status: 409, code: 'unpaid_invoice' });
    expect([await count('users'), await count('carts'), await logged()]).toEqual([1, 1, []]);
  });

  it('roll the change back if the row can not be written', async () => {
    const headers = await authorization();
    await sql('ALTER TABLE audit_log RENAME TO unreachable');
    const { status } = await fetch(`${await app.getUrl()}/me`, { method: 'DELETE', headers });
    await sql('ALTER TABLE unreachable RENAME TO audit_log');
    expect(status).toBe(500);
    expect([await count('users'), await count('carts'), await logged()]).toEqual([1, 1, []]);
  });

  it('ignore other changes', async () => {
    expect((await send('POST', '/me/pause')).status).toBe(204);
    expect([await count('carts'), await logged()]).toMatchObject([1, [{ type: 'user_deactivated' }]]);
  });

  it('are notified of sign-ins after they have happened', async () => {
    await signIn('wrong');
    await until(async () => (await logged()).length === 2);
    await signIn();
    await until(async () => (await logged()).length === 3);
    expect(await logged()).toEqual([
      { type: 'user_registered', actor: 'anonymous', user_id: String(id), address: null },
      { type: 'sign_in_failed', actor: 'anonymous', user_id: String(id), address: '127.0.0.1' },
      { type: 'signed_in', actor: 'user', user_id: String(id), address: '127.0.0.1' },
    ]);
  });

  it('have their errors in the OpenAPI document', () => {
    const { paths } = createSecuredDocument(app, new DocumentBuilder().build());
    expect(paths['/me']?.delete?.responses).toMatchObject({ 409: { description: 'The user has an unpaid invoice.' } });
  });
});
