import { Controller, Get, type INestApplication, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Authenticated, AuthModule, CurrentUser, hasRole, Roles, Scopes } from '@portcullis/auth';
import { MemorySessionStore, SessionsModule } from '@portcullis/sessions';
import type { Client } from '../support/client.js';
import { ADAPTERS } from '../support/adapters.js';
import { EmployeeRepository, OPTIONS, PASSWORD, startHost } from './host.js';

class CustomerRepository extends EmployeeRepository {
  override readonly employees = [
    { id: '7f1c', username: 'carol', isActive: true, department: 'none', roles: ['customer'] },
  ];
}

const staffAuth = AuthModule.forRoot({
  ...OPTIONS,
  userRepository: EmployeeRepository,
  tokenEndpoint: 'staff/token',
  roles: ['clerk'],
  scopes: { 'orders:write': 'Change orders' },
});

const customerAuth = AuthModule.forRoot({
  ...OPTIONS,
  userRepository: CustomerRepository,
  tokenEndpoint: 'customers/token',
  issuer: 'https://shop.example.com',
  audience: 'shop',
  realm: 'shop',
  roles: ['customer'],
  scopes: { 'orders:read': { description: 'See orders', grantedTo: hasRole('customer') } },
});

@Authenticated()
@Controller('staff')
class StaffController {
  @Get('me')
  me(@CurrentUser('username') username: string) {
    return { username };
  }
}

@Authenticated()
@Controller('customers')
class CustomersController {
  @Get('me')
  me(@CurrentUser('username') username: string) {
    return { username };
  }

  @Get('orders')
  @Roles('customer')
  @Scopes('orders:read')
  orders() {
    return { orders: [] };
  }
}

@Module({ imports: [staffAuth], controllers: [StaffController] })
class StaffModule {}

@Module({ imports: [customerAuth], controllers: [CustomersController] })
class CustomersModule {}

describe.each(ADAPTERS)('two AuthModules in one application, on %s', (adapter) => {
  let app: INestApplication;
  let client: Client;

  beforeAll(async () => {
    ({ app, client } = await startHost(adapter, { imports: [StaffModule, CustomersModule] }));
  });
  afterAll(() => app.close());

  it('have separate users, scopes and tokens', async () => {
    const staff = await signIn('/staff/token', 'alice');
    const customer = await signIn('/customers/token', 'carol', 'orders:read');
    expect((await get('/staff/me', staff)).body).toEqual({ username: 'alice' });
    expect((await get('/customers/me', customer)).body).toEqual({ username: 'carol' });
    expect((await get('/customers/orders', customer)).status).toBe(200);
    const unknownUser = await client.postForm('/customers/token', { username: 'alice', password: PASSWORD });
    expect(unknownUser.body).toMatchObject({ error: 'invalid_grant' });
    const undeclared = { username: 'alice', password: PASSWORD, scope: 'orders:read' };
    expect((await client.postForm('/staff/token', undeclared)).body).toMatchObject({ error: 'invalid_scope' });
  });

  it('refuse the tokens of each other, even with the same subject and secret', async () => {
    const staff = await get('/customers/me', await signIn('/staff/token', 'alice'));
    expect({ status: staff.status, code: staff.body.code }).toEqual({ status: 401, code: 'invalid_token' });
    expect(staff.headers.get('www-authenticate')).toMatch(/^Bearer realm="shop"/);
    const customer = await get('/staff/me', await signIn('/customers/token', 'carol'));
    expect({ status: customer.status, code: customer.body.code }).toEqual({ status: 401, code: 'invalid_token' });
  });

  async function signIn(path: string, username: string, scope = ''): Promise<string> {
    const { body } = await client.postForm(path, { username, password: PASSWORD, scope });
    return body.access_token as string;
  }

  function get(path: string, token: string) {
    return client.get(path, { Authorization: `Bearer ${token}` });
  }
});

it('two AuthModules can not have sessions, as a refresh token of one would be accepted by the other', async () => {
  const sessions = SessionsModule.forRoot({ imports: [staffAuth], store: MemorySessionStore, routes: false });
  const started = startHost('fastify', { imports: [StaffModule, CustomersModule, sessions] });
  await expect(started).rejects.toThrow(/^SessionsModule needs an application with one AuthModule/);
});
