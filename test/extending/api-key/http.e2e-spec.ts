import {
  Controller,
  type DynamicModule,
  Get,
  type INestApplication,
  Injectable,
  Module,
  Req,
  Scope,
  type Type,
} from '@nestjs/common';
import { DocumentBuilder } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Authenticated, AuthModule, GLOBAL_GUARDS, OptionalAuth, Public, Scopes } from '@portcullis/auth';
import { createSecuredDocument } from '@portcullis/auth/openapi';
import { PolicyTable } from '@portcullis/auth';
import { AccessTokenService, type Caller } from '@portcullis/auth/spi';
import { EmployeeRepository, OPTIONS, startHost } from '../../embedding/host.js';
import { ADAPTERS } from '../../support/adapters.js';
import type { Client } from '../../support/client.js';
import { ApiKeyScheme } from './api-key.scheme.js';
import { ApiKeys } from './api-keys.js';
import { ApiKeysModule } from './api-keys.module.js';

@Controller()
class ItemsController {
  @Get('me')
  me(@Req() { user, principal }: Caller) {
    const { scheme, ...details } = principal!.credential;
    return { username: user?.username, scheme, id: details['id'] ?? null, scopes: [...principal!.scopes] };
  }

  @Get('items')
  @Scopes('items:read')
  items() {
    return [];
  }

  @Get('greeting')
  @OptionalAuth()
  greeting(@Req() { user }: Caller) {
    return { username: user?.username ?? null };
  }

  @Get('open')
  @Public()
  open() {
    return {};
  }
}

const authModule = () =>
  AuthModule.forRoot({
    ...OPTIONS,
    isGlobal: true,
    userRepository: EmployeeRepository,
    scopes: { 'items:read': 'See items' },
  });

describe.each(ADAPTERS)('a second credential scheme, on %s', (adapter) => {
  let app: INestApplication;
  let client: Client;
  let token: string;
  let keys: ApiKeys;
  const issued = (subject: string, ...scopes: string[]) => {
    const { id, secret } = keys.issue(subject, ...scopes);
    return { id, headers: { 'X-Api-Key': secret } };
  };

  beforeAll(async () => {
    ({ app, client } = await startHost(adapter, {
      imports: [authModule(), ApiKeysModule],
      controllers: [ItemsController],
      providers: [...GLOBAL_GUARDS],
    }));
    keys = app.get(ApiKeys);
    token = app.get(AccessTokenService).issue({ subject: '7f1c', scope: ['items:read'] }).accessToken;
  });
  afterAll(() => app.close());

  it('authenticates beside the access token', async () => {
    const { id, headers } = issued('7f1c', 'items:read');
    const scopes = ['items:read'];
    expect((await client.get('/me', headers)).body).toEqual({ username: 'alice', scheme: 'api_key', id, scopes });
    const byToken = await client.get('/me', { Authorization: `Bearer ${token}` });
    expect(byToken.body).toEqual({ username: 'alice', scheme: 'access_token', id: null, scopes });
  });

  it('is subject to the same policies', async () => {
    const codeOf = async (path: string, { headers }: ReturnType<typeof issued>) =>
      (await client.get(path, headers)).body['code'];
    expect(await codeOf('/items', issued('7f1c', 'items:read'))).toBeUndefined();
    expect(await codeOf('/items', issued('7f1c'))).toBe('insufficient_scope');
    expect(await codeOf('/me', issued('9a2e'))).toBe('inactive_user');
  });

  it('is refused once its key was revoked, or if its user does not exist', async () => {
    const [revoked, orphaned] = [issued('7f1c'), issued('0000')];
    expect((await client.get('/me', revoked.headers)).status).toBe(200);
    keys.revoke(revoked.id);
    for (const { headers } of [revoked, orphaned]) {
      expect((await client.get('/me', headers)).body).toMatchObject({ status: 401, code: 'invalid_token' });
    }
  });

  it('refuses an invalid credential, also on an optional route, and a request without one', async () => {
    for (const path of ['/me', '/greeting']) {
      const answer = await client.get(path, { 'X-Api-Key': 'bad' });
      expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 401, code: 'invalid_token' });
    }
    expect((await client.get('/me')).body).toMatchObject({ status: 401, code: 'not_authenticated' });
    expect((await client.get('/me', { Authorization: 'Basic eDp5' })).body).toMatchObject({
      code: 'not_authenticated',
    });
    expect((await client.get('/greeting')).body).toEqual({ username: null });
    expect((await client.get('/open', { 'X-Api-Key': 'bad' })).status).toBe(200);
  });

  it.each([
    ['two good ones', () => `Bearer ${token}`],
    ['a forged token', () => 'Bearer a.b.c'],
    ['a malformed header', () => 'Bearer'],
  ])('refuses a request with both credentials: %s', async (_which, authorization) => {
    for (const path of ['/me', '/greeting']) {
      const answer = await client.get(path, { ...issued('7f1c').headers, Authorization: authorization() });
      expect(answer.body).toEqual({
        type: 'about:blank',
        title: 'Bad Request',
        status: 400,
        code: 'invalid_request',
        detail: 'The request has more than one credential',
      });
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="portcullis", error="invalid_request"/);
    }
  });

  it('still refuses a malformed header of the access token', async () => {
    expect((await client.get('/me', { Authorization: 'Bearer' })).body).toMatchObject({
      code: 'malformed_authorization',
    });
  });

  it('is an alternative in the OpenAPI document', () => {
    const { components, paths } = createSecuredDocument(app, new DocumentBuilder().build());
    expect(components?.securitySchemes).toEqual({
      OAuth2PasswordBearer: expect.objectContaining({ type: 'oauth2' }),
      ApiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
    });
    const securityOf = (path: string) => paths[path]?.get?.security;
    expect(securityOf('/me')).toEqual([{ OAuth2PasswordBearer: [] }, { ApiKey: [] }]);
    expect(securityOf('/items')).toEqual([{ OAuth2PasswordBearer: ['items:read'] }, { ApiKey: [] }]);
    expect(securityOf('/greeting')).toEqual([{}, { OAuth2PasswordBearer: [] }, { ApiKey: [] }]);
    expect(securityOf('/open')).toEqual([]);
    expect(paths['/me']?.get?.responses).toMatchObject({
      400: {
        description: 'The credential is malformed, or there is more than one, or the user is inactive.',
        content: { 'application/problem+json': { examples: { invalid_request: {}, malformed_authorization: {} } } },
      },
      401: { description: 'The credential is missing or not valid.' },
    });
  });

  it('changes nothing in the policy table', () => {
    expect(app.get(PolicyTable).rows()).toContainEqual({
      transport: 'http',
      route: 'GET /me',
      policy: 'active user',
      handler: 'ItemsController.me',
    });
  });
});

describe('a credential scheme', () => {
  const start = (...providers: object[]) =>
    startHost('fastify', {
      imports: [authModule(), ApiKeysModule],
      providers: [...GLOBAL_GUARDS, ...providers] as never,
      controllers: [ItemsController],
    });

  it('stops the application at start if another one has its name', async () => {
    @Injectable()
    class PartnerKeyScheme extends ApiKeyScheme {}
    await expect(start(PartnerKeyScheme)).rejects.toThrow(
      "Two credential schemes are named 'api_key': give one of them another name.",
    );
  });

  it.each([Scope.REQUEST, Scope.TRANSIENT])(
    'stops the application at start if it is not a singleton (%j)',
    async (scope) => {
      @Injectable({ scope })
      class TenantKeyScheme extends ApiKeyScheme {}
      await expect(start(TenantKeyScheme)).rejects.toThrow(
        /TenantKeyScheme is (request-scoped|transient): Portcullis supports only singletons/,
      );
    },
  );

  it('of one AuthModule is not used by another', async () => {
    const staff = AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository, tokenEndpoint: 'staff/token' });
    const shop = AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository, tokenEndpoint: 'shop/token' });
    @Injectable()
    class StaffKeyScheme extends ApiKeyScheme {}
    @Module({ imports: [withProviders(staff, StaffKeyScheme, ApiKeys)], controllers: [guarded('staff')] })
    class StaffModule {}
    @Module({ imports: [shop], controllers: [guarded('shop')] })
    class ShopModule {}
    const { app, client } = await startHost('fastify', { imports: [StaffModule, ShopModule] });
    const headers = { 'X-Api-Key': app.get(ApiKeys, { strict: false }).issue('7f1c').secret };
    expect((await client.get('/staff', headers)).status).toBe(200);
    expect((await client.get('/shop', headers)).body).toMatchObject({ code: 'not_authenticated' });
    await app.close();
  });
});

function withProviders(module: DynamicModule, ...providers: Type[]): DynamicModule {
  return { ...module, providers: [...(module.providers ?? []), ...providers] };
}

function guarded(path: string): Type {
  @Controller(path)
  @Authenticated()
  class GuardedController {
    @Get()
    get() {
      return {};
    }
  }
  return GuardedController;
}
