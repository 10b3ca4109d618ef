import { type INestApplication, Injectable, type Type } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AuthModule, type DomainEvent } from '@portcullis/auth';
import {
  AccessDeniedError,
  type PendingSignIn,
  SignIn,
  type SignInAttempt,
  SignInCheck,
  SignInLimiter,
} from '@portcullis/auth/spi';
import { MemorySessionStore, SessionsModule } from '@portcullis/sessions';
import { ADAPTERS, type Adapter } from '../support/adapters.js';
import { Client } from '../support/client.js';
import { createHost, EmployeeRepository, OPTIONS, PASSWORD } from './host.js';
import { BadgeGrant, LoginController, waysToSignIn } from './login.controller.js';

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

describe.each(ADAPTERS)('a sign-in check, on %s', (adapter) => {
  let app: INestApplication;
  let client: Client;
  let events: DomainEvent[];

  beforeEach(() => {
    Object.assign(Bans, { banned: false, refreshesBanned: false });
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
  const { byGrant, byBadge, byRoute, byOwnProof, byGuard, byPassport } = waysToSignIn(() => client);

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

function hostWith(adapter: Adapter, providers: Type[], events: DomainEvent[]): Promise<INestApplication> {
  return createHost(adapter, {
    imports: [
      AuthModule.forRoot({
        ...OPTIONS,
        isGlobal: true,
        userRepository: EmployeeRepository,
        signInLimiter: RecordingLimiter,
        eventPublisher: { useValue: { publish: (event: DomainEvent) => void events.push(event) } },
      }),
      SessionsModule.forRoot({ store: MemorySessionStore, routes: false }),
    ],
    controllers: [LoginController],
    providers: [EmployeeRepository, BadgeGrant, ...providers],
  });
}
