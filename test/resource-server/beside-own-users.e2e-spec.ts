import { Controller, Get, type INestApplication, Module, type ModuleMetadata } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Authenticated, AuthModule, CurrentUser, GLOBAL_GUARDS, Roles } from '@portcullis/auth';
import { ResourceServerModule } from '@portcullis/auth/resource-server';
import { PolicyTable } from '@portcullis/auth';
import { MemorySessionStore, SessionsModule } from '@portcullis/sessions';
import { EmployeeRepository, OPTIONS, PASSWORD, startHost } from '../embedding/host.js';
import type { Client } from '../support/client.js';
import { ADAPTERS } from '../support/adapters.js';
import { AUDIENCE, Issuer } from './issuer.js';

@Authenticated()
@Controller('staff')
class StaffController {
  @Get('me')
  me(@CurrentUser('username') username: string) {
    return { username };
  }
}

@Authenticated()
@Controller('partners')
class PartnersController {
  @Get('me')
  me(@CurrentUser('username') username: string) {
    return { username };
  }

  @Get('orders')
  @Roles('buyer')
  orders() {
    return { orders: [] };
  }
}

describe.each(ADAPTERS)('a service with its own users, and routes for users of another issuer, on %s', (adapter) => {
  let issuer: Issuer;
  let app: INestApplication | undefined;
  let client: Client;

  beforeEach(async () => {
    issuer = await new Issuer().start();
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
    await issuer.stop();
  });

  const staffAuth = () => AuthModule.forRoot({ ...OPTIONS, isGlobal: true, userRepository: EmployeeRepository });
  const partnerAuth = (isGlobal = false) =>
    ResourceServerModule.forRoot({ issuer: issuer.url, audience: AUDIENCE, realm: 'partners', isGlobal });

  async function start(partners: ModuleMetadata['imports'] = [partnerAuth()], more: ModuleMetadata = {}) {
    @Module({ imports: partners, controllers: [PartnersController] })
    class PartnersModule {}

    const sessions = SessionsModule.forRoot({ store: MemorySessionStore, routes: false });
    ({ app, client } = await startHost(adapter, {
      ...more,
      imports: [staffAuth(), sessions, PartnersModule, ...(more.imports ?? [])],
      controllers: [StaffController],
    }));
  }

  const get = (path: string, token: string) => client.get(path, { Authorization: `Bearer ${token}` });
  const signIn = async () => String((await client.signIn('alice', PASSWORD)).body['access_token']);

  it('accepts on each route only the tokens of its issuer', async () => {
    await start();
    const staff = await signIn();
    const partner = issuer.token({ username: 'carol', roles: ['buyer'] });
    expect((await get('/staff/me', staff)).body).toEqual({ username: 'alice' });
    expect((await get('/partners/me', partner)).body).toEqual({ username: 'carol' });
    expect((await get('/partners/orders', partner)).status).toBe(200);
    expect((await get('/partners/orders', issuer.token())).status).toBe(403);
    for (const refused of [await get('/staff/me', partner), await get('/partners/me', staff)]) {
      expect({ status: refused.status, code: refused.body['code'] }).toEqual({ status: 401, code: 'invalid_token' });
    }
    expect((await client.get('/partners/me')).headers.get('www-authenticate')).toBe('Bearer realm="partners"');
    expect(app!.get(PolicyTable, { strict: false }).toString()).toMatch(/GET \/partners\/orders +.*role buyer/);
  });

  it('does not look for the sessions of the other issuer among its own', async () => {
    await start();
    const sid = '0b9ad9c8-6a0f-4e57-9a0a-0f5d3c1d2e3f';
    expect((await get('/partners/me', issuer.token({ username: 'carol', sid }))).status).toBe(200);
  });

  it('does not start if GLOBAL_GUARDS would refuse every token of the other issuer', async () => {
    const guarded = { providers: [...GLOBAL_GUARDS] };
    await expect(start([partnerAuth()], guarded)).rejects.toThrow(
      /^GLOBAL_GUARDS accept the tokens of one module only/,
    );
  });

  it('does not start if both modules are global, because the guards would be ambiguous', async () => {
    await expect(start([partnerAuth(true)])).rejects.toThrow(/^Several modules .* are global/);
  });
});
