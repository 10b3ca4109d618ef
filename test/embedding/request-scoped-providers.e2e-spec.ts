import {
  Controller,
  Get,
  Inject,
  type INestApplication,
  Injectable,
  Module,
  type ModuleMetadata,
  Scope,
  type Type,
} from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  AccessTokenCustomizer,
  Authenticated,
  AuthModule,
  Authorize,
  BcryptPasswordHasher,
  EventListener,
  GLOBAL_GUARDS,
  MemorySignInLimiter,
  passes,
  type PolicyPredicate,
} from '@portcullis/auth';
import {
  AccessTokenCheck,
  AccessTokenService,
  AccountConsequence,
  Grant,
  NoEventPublisher,
  secretSigningKey,
  StaticKeyRing,
  SystemClock,
} from '@portcullis/auth/spi';
import { TEST_SECRET } from '../support/secret.js';
import type { Client } from '../support/client.js';
import { EmployeeRepository, OPTIONS, PASSWORD, startHost } from './host.js';

/** The database connection of the tenant of a request. */
@Injectable({ scope: Scope.REQUEST })
class TenantConnection {
  constructor(@Inject(REQUEST) readonly request: unknown) {}
}

@Injectable()
class TenantRepository extends EmployeeRepository {
  constructor(readonly connection: TenantConnection) {
    super();
  }
}

@Injectable({ scope: Scope.REQUEST })
class RequestScopedRepository extends EmployeeRepository {}

@Injectable({ scope: Scope.TRANSIENT })
class TransientRepository extends EmployeeRepository {}

@Module({ providers: [TenantConnection], exports: [TenantConnection] })
class TenantModule {}

class NoCheck extends AccessTokenCheck {
  async check(): Promise<void> {}
}

class NoCustomizer extends AccessTokenCustomizer {
  async customize() {
    return {};
  }
}

class NoListener extends EventListener {}

class NoConsequence extends AccountConsequence {
  async follow(): Promise<void> {}
}

@Controller()
@Authenticated()
class HomeController {
  @Get('home')
  home() {
    return { ok: true };
  }
}

const scoped = <T extends Type>(type: T, scope: Scope, name: string): T => {
  const derived = { [name]: class extends type {} }[name] as T;
  Injectable({ scope })(derived);
  return derived;
};

const WRITE = 'Portcullis supports only singletons. Write @Injectable() without a scope.';

describe('a provider that is not a singleton', () => {
  let app: INestApplication | undefined;

  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  async function start(given: object, metadata: ModuleMetadata = {}): Promise<Client> {
    const host = await startHost('fastify', {
      ...metadata,
      imports: [
        AuthModule.forRoot({ ...OPTIONS, isGlobal: true, userRepository: EmployeeRepository, ...given }),
        ...(metadata.imports ?? []),
      ],
      controllers: [HomeController, ...(metadata.controllers ?? [])],
    });
    ({ app } = host);
    return host.client;
  }

  const { REQUEST: request } = Scope;

  it.each<[string, object, string]>([
    ['userRepository', { userRepository: RequestScopedRepository }, 'RequestScopedRepository'],
    [
      'a factory of it',
      { userRepository: { scope: request, useFactory: () => new EmployeeRepository() } },
      'The factory of UserRepository of the host',
    ],
    ['passwordHasher', { passwordHasher: scoped(BcryptPasswordHasher as Type, request, 'Hasher') }, 'Hasher'],
    [
      'signInLimiter',
      { signInLimiter: { scope: request, useFactory: () => new MemorySignInLimiter(undefined, new SystemClock()) } },
      'The factory of SignInLimiter',
    ],
    [
      'keyRing',
      { keyRing: { scope: request, useFactory: () => new StaticKeyRing(secretSigningKey(TEST_SECRET)) } },
      'The factory of KeyRing',
    ],
    ['eventPublisher', { eventPublisher: scoped(NoEventPublisher, request, 'Audit') }, 'Audit'],
    ['clock', { clock: scoped(SystemClock, request, 'RequestClock') }, 'RequestClock'],
  ])('stops the application at start as %s', async (_option, given, name) => {
    await expect(start(given)).rejects.toThrow(`${name} is request-scoped: ${WRITE}`);
    await expect(start(given, { providers: [...GLOBAL_GUARDS] })).rejects.toThrow(
      `${name} is request-scoped: ${WRITE}`,
    );
  });

  it.each<[string, object]>([
    ['as a class', { userRepository: TenantRepository }],
    ['by a factory', { userRepository: { inject: [TenantConnection], useFactory: () => new EmployeeRepository() } }],
  ])('stops the application at start if a singleton depends on it, %s', async (_how, given) => {
    const starting = start({ ...given, imports: [TenantModule] });
    await expect(starting).rejects.toThrow(
      /TenantConnection is request-scoped, and (TenantRepository|UserRepository of the host) depends/,
    );
  });

  it.each<[string, Type, RegExp]>([
    ['AccessTokenCheck', scoped(NoCheck, request, 'Bans'), /Bans is request-scoped/],
    ['AccessTokenCheck', scoped(NoCheck, Scope.TRANSIENT, 'Bans'), /Bans is transient/],
    ['AccessTokenCustomizer', scoped(NoCustomizer, request, 'Claims'), /Claims is request-scoped/],
    ['AccessTokenCustomizer', scoped(NoCustomizer, Scope.TRANSIENT, 'Claims'), /Claims is transient/],
    ['EventListener', scoped(NoListener, request, 'Audit'), /Audit is request-scoped/],
    ['EventListener', scoped(NoListener, Scope.TRANSIENT, 'Audit'), /Audit is transient/],
    ['AccountConsequence', scoped(NoConsequence, request, 'Goodbyes'), /Goodbyes is request-scoped/],
    ['AccountConsequence', scoped(NoConsequence, Scope.TRANSIENT, 'Goodbyes'), /Goodbyes is transient/],
  ])('stops the application at start as %s', async (_port, provider, message) => {
    await expect(start({}, { providers: [provider] })).rejects.toThrow(message);
    const factory = { provide: provider, scope: Scope.REQUEST, useFactory: () => ({}) };
    await expect(start({}, { providers: [factory] })).rejects.toThrow(/is request-scoped/);
  });

  it('stops the application at start as a dependency of a grant', async () => {
    @Grant('urn:example:tenant')
    class TenantGrant {
      constructor(readonly connection: TenantConnection) {}

      authenticate(): never {
        throw new Error('never called');
      }
    }
    await expect(start({}, { providers: [TenantConnection, TenantGrant] })).rejects.toThrow(
      'TenantConnection is request-scoped, and TenantGrant depends on it',
    );
  });

  it('stops the application at start as a predicate', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class OfTenant implements PolicyPredicate {
      allows() {
        return true;
      }
    }
    @Controller()
    @Authenticated()
    class TenantController {
      @Get('tenant')
      @Authorize(passes(OfTenant))
      tenant() {
        return {};
      }
    }
    await expect(start({}, { providers: [OfTenant], controllers: [TenantController] })).rejects.toThrow(
      /passes\(OfTenant\), which no module provides as a singleton: write @Injectable\(\) without a scope/,
    );
  });

  it('is allowed as a transient user repository', async () => {
    const client = await start({ userRepository: TransientRepository });
    const answer = await client.postForm('/token', { username: 'alice', password: PASSWORD });
    expect(answer.status).toBe(200);
    const { accessToken } = app!.get(AccessTokenService).issue({ subject: '7f1c', scope: [] });
    expect((await client.get('/home', { Authorization: `Bearer ${accessToken}` })).status).toBe(200);
    expect((await client.get('/home')).status).toBe(401);
  });
});
