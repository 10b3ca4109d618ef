import {
  Body,
  Controller,
  HttpCode,
  type INestApplication,
  Injectable,
  type ModuleMetadata,
  Post,
  Req,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AccessTokenCustomizer,
  type AuthenticatedUser,
  AuthModule,
  CurrentExchange,
  CurrentUser,
  type DomainEvent,
  LocalAuthGuard,
  type RawExchange,
  ServiceUnavailableError,
  SignInService,
  type TokenCustomization,
} from '@portcullis/auth';
import {
  AccessDeniedError,
  Grant,
  type GrantResult,
  LocalStrategy,
  type Login,
  type PendingSignIn,
  SignIn,
  type SignInAttempt,
  SignInCheck,
  SignInLimiter,
  type TokenGrant,
} from '@portcullis/auth/spi';
import { MemorySessionStore, Sessions, SessionsModule } from '@portcullis/sessions';
import passport from 'passport';
import { ADAPTERS, type Adapter } from '../support/adapters.js';
import { Client } from '../support/client.js';
import { createHost, EmployeeRepository, OPTIONS, PASSWORD } from './host.js';

@Injectable()
class Bans extends SignInCheck {
  static banned = false;
  static refreshesBanned = false;
  static readonly checked: PendingSignIn[] = [];

  check(signIn: PendingSignIn): void {
    Bans.checked.push(signIn);
    if (Bans.banned) {
      throw new AccessDeniedError();
    }
  }

  override async checkRefresh(): Promise<void> {
    if (Bans.refreshesBanned) {
      throw new AccessDeniedError();
    }
  }
}

/** Records what is complete, and may fail then. */
@Injectable()
class Completions extends SignInCheck {
  override readonly order = -1;
  static failure: Error | null = null;
  static readonly completed: string[] = [];

  check(signIn: PendingSignIn): void {
    const { user, request } = signIn;
    signIn.whenComplete(async () => {
      if (Completions.failure) {
        throw Completions.failure;
      }
      Completions.completed.push(`${user.username} ${request.grantType}`);
    });
  }
}

@Injectable()
class RefusingCustomizer extends AccessTokenCustomizer {
  static isRefusing = false;

  customize(): TokenCustomization {
    if (RefusingCustomizer.isRefusing) {
      throw new AccessDeniedError();
    }
    return {};
  }
}

@Grant('urn:example:badge')
class BadgeGrant implements TokenGrant {
  constructor(private readonly employees: EmployeeRepository) {}

  async authenticate(): Promise<GrantResult> {
    const user = await this.employees.findBySubject('7f1c');
    return { user: user!, authentication: { methods: ['hwk'], at: 0 } };
  }
}

/** Records the calls of the limiter. */
class RecordingLimiter extends SignInLimiter {
  static readonly calls: string[] = [];

  async spend(attempt: SignInAttempt) {
    RecordingLimiter.calls.push(`spend ${attempt.name}`);
    return { ...attempt, spentAt: 0 };
  }

  async forgive({ name }: SignInAttempt): Promise<void> {
    RecordingLimiter.calls.push(`forgive ${name}`);
  }
}

@Controller()
class LoginController {
  constructor(
    private readonly signIn: SignInService,
    private readonly strategy: LocalStrategy,
  ) {}

  @Post('login')
  @HttpCode(200)
  login(@Body() body: Login, @CurrentExchange() exchange: RawExchange) {
    return this.signIn.byPassword(body, exchange);
  }

  @Post('known')
  @HttpCode(200)
  known(@CurrentExchange() exchange: RawExchange) {
    const alice = { id: '7f1c', username: 'alice', isActive: true };
    return this.signIn.ofUser(alice, { methods: ['otp'] }, exchange);
  }

  @Post('session')
  @HttpCode(200)
  @UseGuards(LocalAuthGuard)
  session(@CurrentUser('username') username: string) {
    return { username };
  }

  /** Calls Passport itself, as an application with Passport may do. */
  @Post('passport')
  @HttpCode(200)
  async passport(@Req() request: object) {
    return new Promise((resolve, reject) => {
      const settle = (error: unknown, user?: AuthenticatedUser) => {
        if (error instanceof AccessDeniedError) {
          resolve({ refused: error.code });
        } else if (error) {
          reject(error);
        } else {
          resolve({ username: user?.username });
        }
      };
      const options = { session: false };
      (passport.authenticate(this.strategy.name, options, settle) as (...args: unknown[]) => void)(request, {}, reject);
    });
  }
}

describe.each(ADAPTERS)('a sign-in check, on %s', (adapter) => {
  let app: INestApplication;
  let client: Client;
  let events: DomainEvent[];

  beforeEach(() => {
    Object.assign(Bans, { banned: false, refreshesBanned: false });
    Object.assign(Completions, { failure: null });
    Object.assign(RefusingCustomizer, { isRefusing: false });
    Completions.completed.length = 0;
    Bans.checked.length = 0;
    RecordingLimiter.calls.length = 0;
    events = [];
  });
  afterEach(() => app.close());

  const start = async (providers: Type[] = [Bans]) => {
    app = await hostWith(adapter, providers, events);
    await app.listen(0, '127.0.0.1');
    client = new Client(await app.getUrl());
  };

  const credentials = { username: 'alice', password: PASSWORD };
  const byGrant = () => client.postForm('/token', credentials);
  const byBadge = () => client.postForm('/token', { grant_type: 'urn:example:badge' });
  const byRoute = () => client.postJson('/login', credentials);
  const byOwnProof = () => client.postJson('/known', {});
  const byGuard = () => client.postJson('/session', credentials);
  const byPassport = () => client.postJson('/passport', credentials);

  it('is called with the user, the authentication and the request', async () => {
    await start();
    await client.postForm(
      '/token',
      { ...credentials, client_id: 'x', device_name: 'a laptop' },
      { 'User-Agent': 'shop/1' },
    );
    await byBadge();
    await byRoute();
    await byOwnProof();
    await byGuard();
    await byPassport();
    expect(
      Bans.checked.map(({ user, authentication, request }) => [
        user.username,
        authentication.methods,
        request.grantType,
      ]),
    ).toEqual([
      ['alice', ['pwd'], 'password'],
      ['alice', ['hwk'], 'urn:example:badge'],
      ['alice', ['pwd'], 'password'],
      ['alice', ['otp'], 'own_route'],
      ['alice', ['pwd'], 'password'],
      ['alice', ['pwd'], 'password'],
    ]);
    const [first] = Bans.checked;
    expect(first?.request.form.get('device_name')).toBe('a laptop');
    expect(first?.request.origin).toMatchObject({ address: '127.0.0.1', userAgent: 'shop/1' });
    expect(first?.request.client).toBeNull();
  });

  it('refuses every kind of sign-in: no attempt is forgiven, and no cookie, token or event follows', async () => {
    await start();
    Bans.banned = true;
    const token = await byGrant();
    expect([token.status, token.body['error']]).toEqual([403, 'access_denied']);
    expect((await byBadge()).body).toMatchObject({ error: 'access_denied' });
    expect((await byOwnProof()).body).toMatchObject({ status: 403, code: 'access_denied' });
    const login = await byRoute();
    expect([login.status, login.body['code']]).toEqual([403, 'access_denied']);
    expect((await byGuard()).body).toMatchObject({ status: 403, code: 'access_denied' });
    expect((await byPassport()).body).toEqual({ refused: 'access_denied' });
    for (const answer of [token, login]) {
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(answer.body).not.toHaveProperty('access_token');
    }
    expect(RecordingLimiter.calls).toEqual(Array.from({ length: 4 }, () => 'spend id 7f1c'));
    expect(events).toEqual([]);
  });

  it('changes nothing if it passes', async () => {
    await start();
    for (const answer of [await byGrant(), await byRoute()]) {
      expect(answer.body).toMatchObject({ token_type: 'bearer', refresh_token: expect.any(String) });
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Secure-portcullis_device=/)]);
    }
    const guarded = await byGuard();
    expect([guarded.body, guarded.headers.getSetCookie()]).toEqual([{ username: 'alice' }, []]);
    expect((await byPassport()).body).toEqual({ username: 'alice' });
    expect(RecordingLimiter.calls).toEqual(
      Array.from({ length: 4 }, () => ['spend id 7f1c', 'forgive id 7f1c']).flat(),
    );
    expect(events.filter(({ type }) => type === 'signed_in')).toHaveLength(2);
  });

  it('is not called for a wrong password or an inactive user', async () => {
    await start();
    await client.postForm('/token', { ...credentials, password: 'wrong' });
    const inactive = await client.postForm('/token', { ...credentials, username: 'gone' });
    expect(inactive.body).toMatchObject({ error: 'invalid_grant', detail: 'Inactive user' });
    expect((await client.postJson('/session', { ...credentials, username: 'gone' })).body).toMatchObject({
      code: 'inactive_user',
    });
    expect(Bans.checked).toEqual([]);
    expect(RecordingLimiter.calls.filter((call) => call.startsWith('forgive'))).toEqual([]);
  });

  it('is called at a refresh only if it implements checkRefresh', async () => {
    await start();
    const refresh = (token: unknown) =>
      client.postForm('/token', { grant_type: 'refresh_token', refresh_token: String(token) });
    const { body } = await byGrant();
    Bans.banned = true;
    const refreshed = await refresh(body['refresh_token']);
    expect(refreshed.status).toBe(200);
    Bans.refreshesBanned = true;
    expect((await refresh(refreshed.body['refresh_token'])).body).toMatchObject({ error: 'access_denied' });
    Bans.refreshesBanned = false;
    expect((await refresh(refreshed.body['refresh_token'])).status).toBe(200);
    expect(Bans.checked).toHaveLength(1);
  });

  it('learns when the sign-in is complete: of none that is refused, and of no refresh', async () => {
    await start([Bans, Completions, RefusingCustomizer]);
    const { refresh_token } = (await byGrant()).body;
    for (const signIn of [byBadge, byRoute, byOwnProof, byGuard, byPassport]) {
      expect((await signIn()).status).toBe(200);
    }
    expect(Completions.completed).toEqual(
      ['password', 'urn:example:badge', 'password', 'own_route', 'password', 'password'].map((way) => `alice ${way}`),
    );
    const form = { grant_type: 'refresh_token', refresh_token: String(refresh_token) };
    expect((await client.postForm('/token', form)).status).toBe(200);
    await client.postForm('/token', { ...credentials, password: 'wrong' });
    Bans.banned = true;
    for (const signIn of [byGrant, byBadge, byRoute, byOwnProof, byGuard, byPassport]) {
      await signIn();
    }
    Object.assign(Bans, { banned: false });
    RefusingCustomizer.isRefusing = true;
    expect((await byGrant()).status).toBe(403);
    expect(Completions.completed).toHaveLength(6);
  });

  it('can refuse a sign-in that is complete: then no session is left', async () => {
    await start([Completions]);
    Completions.failure = new ServiceUnavailableError();
    for (const signIn of [byGrant, byBadge, byRoute, byOwnProof, byGuard]) {
      expect((await signIn()).status).toBe(503);
    }
    expect((await app.get(Sessions, { strict: false }).listOf('7f1c')).sessions).toEqual([]);
    expect(events.filter(({ type }) => type === 'signed_in')).toEqual([]);
    Completions.failure = null;
    expect((await byGrant()).status).toBe(200);
    expect((await app.get(Sessions, { strict: false }).listOf('7f1c')).sessions).toHaveLength(1);
  });

  it('completes sign-ins without sessions too', async () => {
    app = await hostWith(adapter, [Completions], events, []);
    await app.listen(0, '127.0.0.1');
    client = new Client(await app.getUrl());
    expect((await byGrant()).status).toBe(200);
    expect(Completions.completed).toEqual(['alice password']);
    Completions.failure = new ServiceUnavailableError();
    expect((await byGrant()).status).toBe(503);
  });

  it('would not run without SignIn', async () => {
    app = await hostWith(adapter, [Bans], events);
    Object.assign(app.get(SignIn, { strict: false }), { check: () => async () => undefined });
    await app.listen(0, '127.0.0.1');
    client = new Client(await app.getUrl());
    Bans.banned = true;
    for (const signIn of [byGrant, byBadge, byRoute, byOwnProof, byGuard, byPassport]) {
      expect((await signIn()).status).toBe(200);
    }
  });
});

function hostWith(
  adapter: Adapter,
  providers: Type[],
  events: DomainEvent[],
  sessions: ModuleMetadata['imports'] = [SessionsModule.forRoot({ store: MemorySessionStore, routes: false })],
): Promise<INestApplication> {
  return createHost(adapter, {
    imports: [
      AuthModule.forRoot({
        ...OPTIONS,
        isGlobal: true,
        userRepository: EmployeeRepository,
        signInLimiter: RecordingLimiter,
        eventPublisher: { useValue: { publish: (event: DomainEvent) => void events.push(event) } },
      }),
      ...sessions,
    ],
    controllers: [LoginController],
    providers: [EmployeeRepository, BadgeGrant, ...providers],
  });
}
