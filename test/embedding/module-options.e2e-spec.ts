import {
  ClassSerializerInterceptor,
  Controller,
  Get,
  type INestApplication,
  Injectable,
  Module,
  ParseIntPipe,
  type Type,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  AuthModule,
  type AuthModuleOptions,
  BcryptPasswordHasher,
  CurrentUser,
  type DomainEvent,
  GLOBAL_GUARDS,
  hasRole,
  PasswordHasher,
  Public,
} from '@portcullis/auth';
import {
  Grant,
  type GrantResult,
  HashingQueue,
  InvalidGrantError,
  type SignInAttempt,
  SignInLimiter,
  type TokenGrant,
  type TokenRequest,
} from '@portcullis/auth/spi';
import { hashingConcurrency } from '../../libs/auth/src/password/hashing-concurrency.js';
import type { Client } from '../support/client.js';
import { EmployeeRepository, OPTIONS, PASSWORD, startHost } from './host.js';

@Controller()
class GreetingController {
  @Get('greeting')
  greeting(@CurrentUser('username') username: string) {
    return { greeting: `Hello, ${username}` };
  }
}

@Public()
@Controller('open')
class OpenController {
  @Get()
  open() {
    return { open: true };
  }
}

class AlwaysGuard {
  canActivate() {
    return true;
  }
}

function methodOf(target: Type): PropertyDescriptor {
  return Object.getOwnPropertyDescriptor(target.prototype, 'authenticate')!;
}

describe('AuthModule', () => {
  let app: INestApplication | undefined;
  let client: Client;

  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  async function start(imports: NonNullable<Parameters<typeof startHost>[1]['imports']>, providers: object[] = []) {
    const metadata = {
      imports,
      providers: [...GLOBAL_GUARDS, ...(providers as [])],
      controllers: [GreetingController, OpenController],
    };
    ({ app, client } = await startHost('fastify', metadata));
  }

  async function expectGreeting(): Promise<void> {
    const { body } = await client.signIn('alice', PASSWORD);
    const headers = { Authorization: `Bearer ${body.access_token as string}` };
    expect((await client.get('/greeting', headers)).body).toEqual({ greeting: 'Hello, alice' });
    expect((await client.get('/greeting')).status).toBe(401);
    expect((await client.get('/open')).status).toBe(200);
  }

  it('takes its options from a factory, and the repository from a module', async () => {
    @Module({ providers: [EmployeeRepository], exports: [EmployeeRepository] })
    class EmployeesModule {}

    @Injectable()
    class HostConfig {
      readonly auth: AuthModuleOptions = OPTIONS;
    }

    @Module({ providers: [HostConfig], exports: [HostConfig] })
    class ConfigModule {}

    const auth = AuthModule.forRootAsync({
      isGlobal: true,
      imports: [ConfigModule, EmployeesModule],
      userRepository: { useExisting: EmployeeRepository },
      inject: [HostConfig],
      useFactory: (config: HostConfig) => config.auth,
    });
    await start([auth]);
    await expectGreeting();
  });

  it('does not start without a user repository, and says what to write', () => {
    expect(() => AuthModule.forRoot(OPTIONS)).toThrow(/AuthModule\.forRoot\(\{ userRepository: /);
  });

  it.each(['issuer', 'audience', 'secret'])('does not start without %s, and says what to write', async (name) => {
    const auth = AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository, [name]: undefined });
    await expect(start([auth])).rejects.toThrow(
      new RegExp(
        `^The option ${name} of AuthModule must be .*, not undefined\\. Write: AuthModule\\.forRoot\\(\\{ ${name}: `,
      ),
    );
  });

  it('does not start with a token lifetime that is not in whole seconds, and says what to write', async () => {
    const auth = AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository, accessTokenTtl: 0.5 });
    await expect(start([auth])).rejects.toThrow(
      /accessTokenTtl of AuthModule must be a whole number from 1, not 0\.5\. Write: /,
    );
  });

  it('does not start with an invalid limit of the hashing queue, and says what to write', async () => {
    const hashing = { maxWaitMs: 0.5 };
    const auth = AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository, hashing });
    await expect(start([auth])).rejects.toThrow(/maxWaitMs .* Write: AuthModule\.forRoot\(\{ hashing: /);
  });

  it('limits the hashing queue by its options', async () => {
    const hashing = { concurrency: 1, maxQueued: 0 };
    await start([AuthModule.forRoot({ ...OPTIONS, isGlobal: true, userRepository: EmployeeRepository, hashing })]);
    let finish = (): void => undefined;
    const queue = app!.get(HashingQueue, { strict: false });
    const running = queue.run(() => new Promise<void>((resolve) => (finish = resolve)));
    expect((await client.signIn('alice', PASSWORD)).status).toBe(503);
    finish();
    await running;
    expect((await client.signIn('alice', PASSWORD)).status).toBe(200);
  });

  it('computes hashes on all processors by default, but not on all of libuv’s threads', async () => {
    const password = { cost: 10 };
    await start([AuthModule.forRoot({ ...OPTIONS, isGlobal: true, userRepository: EmployeeRepository, password })]);
    const queue = app!.get(HashingQueue, { strict: false });
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const concurrency = hashingConcurrency();
    const hashes = Array.from({ length: concurrency + 1 }, () => queue.run(() => finished));
    expect([queue.running, queue.waiting]).toEqual([concurrency, 1]);
    finish();
    await Promise.all(hashes);
  });

  it('takes its options from a class or an existing provider', async () => {
    @Injectable()
    class HostConfig {
      create(): AuthModuleOptions {
        return OPTIONS;
      }
    }

    @Module({ providers: [HostConfig], exports: [HostConfig] })
    class ConfigModule {}

    const shared = { isGlobal: true, userRepository: EmployeeRepository };
    await start([AuthModule.forRootAsync({ ...shared, useClass: HostConfig })]);
    await expectGreeting();
    await app?.close();
    await start([AuthModule.forRootAsync({ ...shared, imports: [ConfigModule], useExisting: HostConfig })]);
    await expectGreeting();
  });

  it('replaces the default of every port by a provider of the application', async () => {
    const events: DomainEvent[] = [];
    const hashed: string[] = [];
    const spent: SignInAttempt[] = [];
    const hasher = new BcryptPasswordHasher({ cost: 4 });

    class HostHasher extends PasswordHasher {
      readonly decoyHash = hasher.decoyHash;
      hash = (password: string) => hasher.hash(password);
      recognises = (hash: string) => hasher.recognises(hash);
      async verify(password: string, hash: string) {
        hashed.push(password);
        return hasher.verify(password, hash);
      }
    }

    class HostLimiter extends SignInLimiter {
      spend = async (attempt: SignInAttempt) => {
        spent.push(attempt);
        return { ...attempt, spentAt: 0 };
      };
      forgive = async () => {};
    }

    await start([
      AuthModule.forRoot({
        ...OPTIONS,
        isGlobal: true,
        userRepository: { useFactory: () => new EmployeeRepository() },
        passwordHasher: HostHasher,
        signInLimiter: HostLimiter,
        eventPublisher: { useValue: { publish: (event: DomainEvent) => void events.push(event) } },
        clock: { useValue: { now: () => 4_000_000_000_000 } },
      }),
    ]);
    await expectGreeting();
    await client.signIn('unknown', 'wrong');
    expect(hashed).toEqual([PASSWORD, 'wrong']);
    const from = { address: '127.0.0.1', device: null };
    expect(spent).toEqual([
      { name: 'id 7f1c', ...from },
      { name: 'name unknown', ...from },
    ]);
    const subject = { id: '7f1c' };
    const origin = { address: '127.0.0.1', userAgent: 'node', requestId: expect.anything() };
    const common = { at: 4_000_000_000_000, origin };
    expect(events).toEqual([
      { type: 'signed_in', ...common, actor: { kind: 'user', ...subject }, subject, grantType: 'password', scopes: [] },
      { type: 'sign_in_failed', ...common, actor: { kind: 'anonymous' }, subject: null },
    ]);
  });

  it('responds as usual if the event publisher throws', async () => {
    const publish = () => {
      throw new Error('the audit log is down');
    };
    const eventPublisher = { useValue: { publish } };
    await start([
      AuthModule.forRoot({ ...OPTIONS, isGlobal: true, userRepository: EmployeeRepository, eventPublisher }),
    ]);
    await expectGreeting();
  });

  it('leaves out the token endpoint, or serves it at another path', async () => {
    const shared = { ...OPTIONS, isGlobal: true, userRepository: EmployeeRepository };
    await start([AuthModule.forRoot({ ...shared, tokenEndpoint: false })]);
    expect((await client.signIn('alice', PASSWORD)).status).toBe(404);
    await app?.close();
    await start([AuthModule.forRoot({ ...shared, tokenEndpoint: 'oauth/token' })]);
    expect((await client.signIn('alice', PASSWORD)).status).toBe(404);
    const answer = await client.postForm('/oauth/token', { username: 'alice', password: PASSWORD });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect((await client.postForm('/oauth/token', {})).body).toMatchObject({ error: 'invalid_request' });
  });

  it('sets the device cookie for the path of the token endpoint, or none', async () => {
    const shared = { ...OPTIONS, isGlobal: true, userRepository: EmployeeRepository, tokenEndpoint: 'oauth/token' };
    const cookies = async () => {
      const answer = await client.postForm('/oauth/token?x', { username: 'alice', password: PASSWORD });
      expect(answer.status).toBe(200);
      return answer.headers.getSetCookie();
    };
    await start([AuthModule.forRoot({ ...shared, signIn: { deviceLifetime: 60 } })]);
    expect(await cookies()).toEqual([
      expect.stringMatching(/^__Secure-portcullis_device=\S+; Path=\/oauth\/token; .*Max-Age=60$/),
    ]);
    await app?.close();
    await start([AuthModule.forRoot({ ...shared, signIn: { deviceLifetime: false } })]);
    expect(await cookies()).toEqual([]);
  });

  it('does not start with an invalid limit of sign-ins', async () => {
    const lax = AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository, signIn: { maxAttempts: 0 } });
    await expect(start([lax])).rejects.toThrow(
      /signIn\.maxAttempts of AuthModule must be .*Write: AuthModule\.forRoot/,
    );
  });

  it('does not start with a weak secret', async () => {
    const weak = AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository, secret: 'too short' });
    await expect(start([weak])).rejects.toThrow(/at least 32/);
  });

  it.each<[what: string, secret: readonly unknown[]]>([
    ['no secret', []],
    ['a weak secret', [OPTIONS.secret, 'too short']],
    ['one secret twice', [OPTIONS.secret, OPTIONS.secret]],
    ['a missing secret', [OPTIONS.secret, undefined]],
  ])('does not start with a list with %s, and says what to write', async (_what, secret) => {
    const options = { ...OPTIONS, secret: secret as unknown as [string] };
    const message = await start([AuthModule.forRoot({ ...options, userRepository: EmployeeRepository })]).catch(String);
    expect(message).toMatch(
      /The option secret of AuthModule must be .*, not an array\. Write: AuthModule\.forRoot\(\{ secret: /,
    );
    expect(message).not.toContain(OPTIONS.secret);
    expect(message).not.toContain('too short');
  });

  it('grants scopes that are requested, declared and allowed', async () => {
    await start([
      AuthModule.forRoot({
        ...OPTIONS,
        userRepository: EmployeeRepository,
        scopes: {
          'items:read': 'Read items',
          'items:write': { description: 'Change items', grantedTo: hasRole('clerk') },
        },
      }),
    ]);
    const ask = (scope: string) => client.postForm('/token', { username: 'alice', password: PASSWORD, scope });
    expect((await ask('items:read')).body.scope).toBe('items:read');
    expect((await ask('items:write items:read')).body.scope).toBe('items:read');
    expect((await ask('items:write')).body.scope).toBe('');
    expect((await ask('')).body).not.toHaveProperty('scope');
    expect((await ask('items:read magic')).body.error).toBe('invalid_scope');
    const { body } = await ask('items:write items:read');
    const payload = (body.access_token as string).split('.')[1] ?? '';
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ scope: 'items:read' });
  });

  it('finds grants in any module', async () => {
    @Grant('urn:example:badge')
    class BadgeGrant implements TokenGrant {
      constructor(private readonly employees: EmployeeRepository) {}

      async authenticate({ form }: TokenRequest): Promise<GrantResult> {
        const user = await this.employees.findBySubject(form.get('badge') ?? '');
        if (!user) {
          throw new InvalidGrantError('Unknown badge');
        }
        return { user, authentication: { methods: ['hwk'], at: Date.now() } };
      }
    }

    await start(
      [AuthModule.forRoot({ ...OPTIONS, isGlobal: true, userRepository: EmployeeRepository })],
      [EmployeeRepository, BadgeGrant],
    );
    const present = (badge: string) => client.postForm('/token', { grant_type: 'urn:example:badge', badge });
    expect((await present('7f1c')).status).toBe(200);
    expect((await present('0000')).body).toMatchObject({ error: 'invalid_grant', detail: 'Unknown badge' });
  });

  it.each<[string, (target: Type) => void]>([
    ['a guard on its method', (target) => UseGuards(AlwaysGuard)(target.prototype, 'authenticate', methodOf(target))],
    ['a pipe on its method', (target) => UsePipes(ParseIntPipe)(target.prototype, 'authenticate', methodOf(target))],
    ['a guard on its class', (target) => UseGuards(AlwaysGuard)(target)],
    ['an interceptor on its class', (target) => UseInterceptors(ClassSerializerInterceptor)(target)],
    ['a filter on its class', (target) => UseFilters(BaseExceptionFilter)(target)],
  ])('does not start with a grant that has %s, which Nest would not run', async (_what, decorate) => {
    @Grant('urn:example:guarded')
    class GuardedGrant implements TokenGrant {
      authenticate(): never {
        throw new Error('never called');
      }
    }
    decorate(GuardedGrant);
    class InheritingGrant extends GuardedGrant {}
    Grant('urn:example:inheriting')(InheritingGrant);

    const auth = AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository });
    await expect(start([auth], [GuardedGrant])).rejects.toThrow(/GuardedGrant is a grant with @Use\w+\(\)/);
    await expect(start([auth], [InheritingGrant])).rejects.toThrow(/InheritingGrant is a grant with @Use\w+\(\)/);
  });

  it('does not start with two grants of one type', async () => {
    @Grant('password')
    class SecondGrant implements TokenGrant {
      authenticate(): never {
        throw new Error('never called');
      }
    }

    const auth = AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository });
    await expect(start([auth], [SecondGrant])).rejects.toThrow("Two providers are decorated with @Grant('password').");
  });
});
