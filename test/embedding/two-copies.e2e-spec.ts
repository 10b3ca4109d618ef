import { Controller, Get, Injectable, Module, type ModuleMetadata, type Type, UseGuards } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { WebSocketGateway } from '@nestjs/websockets';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import * as auth from '@portcullis/auth';
import * as spi from '@portcullis/auth/spi';
import { TestAuth, withTestAuth } from '@portcullis/testing';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { createHost, EmployeeRepository, OPTIONS, PASSWORD, startHost } from './host.js';

// Evaluates the sources once more, as a process does that loads both the ES modules and the CommonJS.
jest.resetModules();
const other = await import('@portcullis/auth');
const otherSpi = await import('@portcullis/auth/spi');
const otherKit = await import('@portcullis/testing');
const otherSessions = await import('@portcullis/sessions');

const authModule = auth.AuthModule.forRoot({
  ...OPTIONS,
  userRepository: EmployeeRepository,
  isGlobal: true,
  roles: ['clerk'],
});

@Controller()
class ForeignController {
  @other.Public()
  @Get('public')
  open() {
    return { open: true };
  }

  @other.OptionalAuth()
  @Get('optional')
  optional(@other.CurrentUser() user: auth.AuthenticatedUser | null) {
    return { username: user?.username ?? null };
  }

  @Get('me')
  me(@other.CurrentUser('username') username: string) {
    return { username };
  }

  @Get('claims')
  claims(@other.CurrentPrincipal() { claims }: auth.Principal) {
    return { sub: claims['sub'] };
  }

  @other.Roles('clerk')
  @Get('roles')
  roles() {
    return {};
  }

  @other.Authorize(other.not(other.hasScope('readonly')))
  @Get('policy')
  policy() {
    return {};
  }

  @other.Public()
  @Get('error')
  error() {
    throw new other.ServiceUnavailableError({ retryAfterSeconds: 7 });
  }
}

describe('decorators, policies and errors of another copy of the library', () => {
  let app: NestFastifyApplication;
  let headersOf: (user: { roles?: string[] }, scopes?: string[]) => Promise<Record<string, string>>;

  beforeAll(async () => {
    const builder = Test.createTestingModule({
      imports: [authModule],
      controllers: [ForeignController],
      providers: [...auth.GLOBAL_GUARDS, { provide: APP_INTERCEPTOR, useClass: auth.AuthErrorInterceptor }],
    });
    const module = await withTestAuth(builder).compile();
    app = await module.createNestApplication<NestFastifyApplication>(new FastifyAdapter()).init();
    const kit = TestAuth.of(app);
    headersOf = async (user, scopes = []) => (await kit.actingAs(kit.createUser(user), { scopes })).headers;
  });
  afterAll(() => app.close());

  const statusOf = async (path: string, headers: Record<string, string> = {}) =>
    (await app.inject({ url: path, headers })).statusCode;

  it('@Public() and @OptionalAuth() open a route', async () => {
    expect(await statusOf('/public')).toBe(200);
    expect((await app.inject({ url: '/optional' })).json()).toEqual({ username: null });
    expect(await statusOf('/optional', { authorization: 'Bearer forged' })).toBe(401);
  });

  it('a route without a decorator stays closed', async () => {
    expect(await statusOf('/me')).toBe(401);
  });

  it('@CurrentUser() and @CurrentPrincipal() hand over the caller', async () => {
    const headers = await headersOf({});
    const { username } = (await app.inject({ url: '/me', headers })).json<{ username: string }>();
    expect(username).toMatch(/\w/);
    expect((await app.inject({ url: '/claims', headers })).json()).toEqual({ sub: expect.any(String) });
  });

  it('@Roles() and @Authorize() refuse', async () => {
    expect(await statusOf('/roles', await headersOf({}))).toBe(403);
    expect(await statusOf('/roles', await headersOf({ roles: ['clerk'] }))).toBe(200);
    expect(await statusOf('/policy', await headersOf({}, ['readonly']))).toBe(403);
    expect(await statusOf('/policy', await headersOf({}))).toBe(200);
  });

  it('an error has its response', async () => {
    const { statusCode, headers } = await app.inject({ url: '/error' });
    expect([statusCode, headers['retry-after']]).toEqual([503, '7']);
  });
});

describe('ports of another copy', () => {
  @Injectable()
  class NoSignIn extends otherSpi.SignInCheck {
    check() {
      throw new otherSpi.InactiveUserError();
    }
  }

  @otherSpi.Grant('ticket')
  class TicketGrant implements spi.TokenGrant {
    authenticate(): never {
      throw new otherSpi.InvalidGrantError('Used ticket');
    }
  }

  it('count: a SignInCheck refuses, and a grant is served', async () => {
    const { app, client } = await startHost('fastify', {
      imports: [authModule],
      providers: [...auth.GLOBAL_GUARDS, NoSignIn, TicketGrant],
    });
    const refused = await client.postForm('/token', { username: 'alice', password: PASSWORD });
    expect([refused.status, refused.body.error]).toEqual([400, 'invalid_grant']);
    const ticket = await client.postForm('/token', { grant_type: 'ticket' });
    expect([ticket.status, ticket.body.error_description]).toEqual([401, 'Used ticket']);
    await app.close();
  });
});

it('the test kit of another copy says that it is one', async () => {
  const builder = otherKit.withTestAuth(Test.createTestingModule({ imports: [authModule] }));
  const module = await builder.compile();
  expect(() => otherKit.TestAuth.of(module)).toThrow(
    /^The test kit can’t find the AuthModule of another copy of @portcullis\/auth: .+copies\.ts and .+copies\.ts\./,
  );
  await module.close();
});

describe('an application with code of two copies', () => {
  it.each<[string, ModuleMetadata, RegExp]>([
    ['@Public() and @Roles() on one route', { controllers: [contradictory()] }, /opened by @Public\(\)/],
    ['a role that is not declared', { controllers: [withDecorator(other.Roles('cleric'))] }, /'cleric'/],
    ['@CurrentUser() on a route without a caller', { controllers: [userless()] }, /takes @CurrentUser\(\)/],
  ])('does not start with %s', async (_which, metadata, message) => {
    const app = await createHost('fastify', { imports: [authModule], ...metadata, providers: [...auth.GLOBAL_GUARDS] });
    await expect(app.init()).rejects.toThrow(message);
  });

  it.each<[string, ModuleMetadata]>([
    ['JwtAuthGuard', { controllers: [withDecorator(other.Authenticated())] }],
    ['PolicyGuard', { controllers: [withDecorator(UseGuards(other.PolicyGuard))] }],
    ['JwtAuthGuard', { providers: [...other.GLOBAL_GUARDS] }],
    ['Refusals', { providers: [{ provide: APP_INTERCEPTOR, useClass: other.AuthErrorInterceptor }] }],
    ['SocketAuthentication', { providers: [gateway()] }],
    ['SignInService', { providers: [injecting(other.SignInService)] }],
    ['Symbol', { providers: [{ provide: 'options', inject: [otherSpi.AUTH_OPTIONS], useFactory: () => ({}) }] }],
    ['AuthModule', { imports: [other.AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository })] }],
    [
      'dependencies of SessionsModule',
      { imports: [otherSessions.SessionsModule.forRoot({ store: otherSessions.MemorySessionStore, routes: false })] },
    ],
  ])('does not start if it injects the %s of one, and imports the module of the other', async (_token, metadata) => {
    const started = createHost('fastify', { imports: [authModule, moduleOf(metadata)] });
    await expect(started).rejects.toThrow(
      /^.+ uses .+ from .+copies\.ts, but the application imports (AuthModule|ResourceServerModule)( or ResourceServerModule)? from .+copies\.ts: two copies of @portcullis\/auth/,
    );
  });
});

describe('instanceof', () => {
  const classes = Object.entries({ ...auth, ...spi }).filter(
    ([, value]) =>
      typeof value === 'function' && (value === auth.AuthError || value.prototype instanceof auth.AuthError),
  ) as [string, Type][];

  it.each(classes)('holds for a %s of another copy', (name, type) => {
    const theirs = Reflect.get({ ...other, ...otherSpi }, name) as Type;
    expect(theirs).not.toBe(type);
    expect(Object.create(theirs.prototype) instanceof type).toBe(true);
  });

  it('tells the errors of another copy apart', () => {
    const error: unknown = new otherSpi.InvalidGrantError();
    expect(error instanceof auth.AuthError).toBe(true);
    expect(error instanceof spi.InvalidClientError).toBe(false);
    class OwnError extends auth.AuthError {}
    expect(error instanceof OwnError).toBe(false);
  });
});

function withDecorator(decorator: ClassDecorator): Type {
  @Controller('decorated')
  class DecoratedController {
    @Get()
    get() {
      return {};
    }
  }
  decorator(DecoratedController);
  return DecoratedController;
}

function contradictory(): Type {
  @auth.Public()
  @Controller()
  class ContradictoryController {
    @other.Roles('clerk')
    @Get()
    get() {
      return {};
    }
  }
  return ContradictoryController;
}

function userless(): Type {
  @auth.Public()
  @Controller()
  class UserlessController {
    @Get()
    get(@other.CurrentUser() user: unknown) {
      return { user };
    }
  }
  return UserlessController;
}

function gateway(): Type {
  @other.AuthenticatedGateway()
  @WebSocketGateway()
  class ForeignGateway {}
  return ForeignGateway;
}

function injecting(type: Type): Type {
  @Injectable()
  class Service {}
  Reflect.defineMetadata('design:paramtypes', [type], Service);
  return Service;
}

function moduleOf(metadata: ModuleMetadata): Type {
  @Module(metadata)
  class ForeignModule {}
  return ForeignModule;
}
