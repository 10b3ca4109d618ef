import { availableParallelism } from 'node:os';
import { Controller, Get, type INestApplication, Injectable, Module } from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  AuthModule,
  type AuthModuleOptions,
  type AuthenticatedUser,
  BcryptPasswordHasher,
  CurrentUser,
  type DomainEvent,
  Grant,
  GLOBAL_GUARDS,
  HashingQueue,
  hasRole,
  InvalidGrantError,
  PasswordHasher,
  Public,
  type SignInAttempt,
  SignInLimiter,
  type TokenGrant,
} from '@portcullis/auth';
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

  it('says what to write where it does not know the users', () => {
    expect(() => AuthModule.forRoot(OPTIONS)).toThrow(/AuthModule\.forRoot\(\{ userRepository: /);
  });

  it.each(['issuer', 'audience', 'secret'])('says what to write where %s is missing', async (name) => {
    const auth = AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository, [name]: undefined });
    await expect(start([auth])).rejects.toThrow(
      new RegExp(`^AuthModule needs the option ${name}\\. Write: AuthModule\\.forRoot\\(\\{ ${name}: `),
    );
  });

  it('says what to write where the lifetime of tokens is no number of seconds', async () => {
    const auth = AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository, accessTokenTtl: 0.5 });
    await expect(start([auth])).rejects.toThrow(/accessTokenTtl in whole seconds\. Write: /);
  });

  it('says what to write where a limit of the hashing queue can’t be one', async () => {
    const hashing = { maxWaitMs: 0.5 };
    const auth = AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository, hashing });
    await expect(start([auth])).rejects.toThrow(/maxWaitMs .* Write: AuthModule\.forRoot\(\{ hashing: /);
  });

  it('has the hashing queue of its options', async () => {
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

  it('hashes as many passwords at once as there are processors, where it is told nothing else', async () => {
    const password = { cost: 10 };
    await start([AuthModule.forRoot({ ...OPTIONS, isGlobal: true, userRepository: EmployeeRepository, password })]);
    const queue = app!.get(HashingQueue, { strict: false });
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const hashes = Array.from({ length: availableParallelism() + 1 }, () => queue.run(() => finished));
    expect([queue.running, queue.waiting]).toEqual([availableParallelism(), 1]);
    finish();
    await Promise.all(hashes);
  });

  it('takes its options from a class, made for it or made before', async () => {
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

  it('takes a host’s own in the place of every hinge', async () => {
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
      spend = async (attempt: SignInAttempt) => void spent.push(attempt);
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
    await client.signIn('nobody', 'wrong');
    expect(hashed).toEqual([PASSWORD, 'wrong']);
    const unknown = { address: '127.0.0.1', device: null };
    expect(spent).toEqual([
      { name: 'alice', ...unknown },
      { name: 'nobody', ...unknown },
    ]);
    expect(events).toEqual([
      { type: 'signed_in', userId: '7f1c', grantType: 'password', scopes: [], at: 4_000_000_000_000 },
      { type: 'sign_in_failed', userId: null, at: 4_000_000_000_000 },
    ]);
  });

  it('answers all the same where whoever listens to its events fails', async () => {
    const publish = () => {
      throw new Error('the audit log is down');
    };
    const eventPublisher = { useValue: { publish } };
    await start([
      AuthModule.forRoot({ ...OPTIONS, isGlobal: true, userRepository: EmployeeRepository, eventPublisher }),
    ]);
    await expectGreeting();
  });

  it('leaves its endpoint out, or has it elsewhere', async () => {
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

  it('has devices remember who signed in, where the endpoint is; or not at all', async () => {
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

  it('does not start with limits that are none', async () => {
    const lax = AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository, signIn: { maxAttempts: 0 } });
    await expect(start([lax])).rejects.toThrow(/signIn the option maxAttempts .*Write: AuthModule\.forRoot/);
  });

  it('does not start with a weak secret', async () => {
    const weak = AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository, secret: 'too short' });
    await expect(start([weak])).rejects.toThrow(/at least 32/);
  });

  it('grants what was asked for, is known, and is allowed', async () => {
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

      async authenticate({ body }: { body: Record<string, string> }): Promise<AuthenticatedUser> {
        const employee = await this.employees.findBySubject(body.badge ?? '');
        if (!employee) {
          throw new InvalidGrantError('Unknown badge');
        }
        return employee;
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

  it('does not start with two answers to one grant type', async () => {
    @Grant('password')
    class SecondGrant implements TokenGrant {
      authenticate(): never {
        throw new Error('never asked');
      }
    }

    const auth = AuthModule.forRoot({ ...OPTIONS, userRepository: EmployeeRepository });
    await expect(start([auth], [SecondGrant])).rejects.toThrow("Two providers are decorated with @Grant('password').");
  });
});
