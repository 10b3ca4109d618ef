import { createHash } from 'node:crypto';
import { Controller, type DynamicModule, Get, type INestApplication } from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  AuthModule,
  type AuthModuleOptions,
  Authenticated,
  CurrentUser,
  type DomainEvent,
  GLOBAL_GUARDS,
  ServiceUnavailableError,
} from '@portcullis/auth';
import { AccessTokenService } from '@portcullis/auth/spi';
import { MemorySessionStore, SessionsModule, SessionStore } from '@portcullis/sessions';
import { EmployeeRepository, OPTIONS, PASSWORD, startHost } from '../embedding/host.js';
import type { Client } from '../support/client.js';
import { ADAPTERS } from '../support/adapters.js';
import { claimsOf, expectInvalidGrant, refresh, sessionIn, tokensOf } from './tokens.js';

@Authenticated()
@Controller()
class GreetingController {
  @Get('greeting')
  greeting(@CurrentUser('username') username: string) {
    return { username };
  }
}

describe.each(ADAPTERS)('an application with sessions, on %s', (adapter) => {
  let app: INestApplication;
  let client: Client;
  let events: DomainEvent[];

  afterEach(() => app.close());

  async function start(...sessions: DynamicModule[]): Promise<void> {
    await startWith({}, ...sessions);
  }

  async function startWith(options: Partial<AuthModuleOptions>, ...sessions: DynamicModule[]): Promise<void> {
    events = [];
    const eventPublisher = { useValue: { publish: (event: DomainEvent) => void events.push(event) } };
    const own = { isGlobal: true, userRepository: EmployeeRepository, eventPublisher };
    ({ app, client } = await startHost(adapter, {
      imports: [AuthModule.forRoot({ ...OPTIONS, ...own, ...options }), ...sessions],
      controllers: [GreetingController],
      providers: [...GLOBAL_GUARDS],
    }));
  }

  const signIn = () => client.signIn('alice', PASSWORD);
  const greet = (token: string) => client.get('/greeting', { Authorization: `Bearer ${token}` });

  it('is unchanged without the module', async () => {
    await start();
    const { body } = await signIn();
    expect(Object.keys(body).toSorted()).toEqual(['access_token', 'expires_in', 'token_type']);
    expect(claimsOf(body['access_token'] as string)).not.toHaveProperty('sid');
    expect((await refresh(client, 'x')).body).toMatchObject({ error: 'unsupported_grant_type' });
    expect((await client.send('/logout', { method: 'POST' })).status).toBe(404);
  });

  it('can keep sessions in its own store, without a database', async () => {
    await start(SessionsModule.forRoot({ store: MemorySessionStore, routes: false }));
    const first = tokensOf(await signIn());
    const second = tokensOf(await refresh(client, first.refresh));
    expect(tokensOf(await refresh(client, first.refresh)).refresh).toBe(second.refresh);
    const third = tokensOf(await refresh(client, second.refresh));
    expect((await greet(third.access)).body).toEqual({ username: 'alice' });
    expectInvalidGrant(await refresh(client, first.refresh));
    expectInvalidGrant(await refresh(client, third.refresh));
    expect((await greet(third.access)).status).toBe(401);
  });

  it('publishes events of beginnings, refreshes and reuse, without tokens', async () => {
    await start(SessionsModule.forRoot({ store: MemorySessionStore, routes: false }));
    const first = tokensOf(await signIn());
    const second = tokensOf(await refresh(client, first.refresh));
    const third = tokensOf(await refresh(client, second.refresh));
    expectInvalidGrant(await refresh(client, first.refresh));
    const origin = expect.objectContaining({ address: '127.0.0.1', userAgent: 'node' });
    const sessionId = sessionIn(first.refresh);
    const about = { at: expect.any(Number), sessionId, subject: { id: '7f1c' }, origin };
    const actor = { kind: 'user', id: '7f1c', sessionId };
    expect(events.filter((event) => 'sessionId' in event)).toEqual([
      { type: 'session_started', ...about, actor },
      { type: 'session_refreshed', ...about, actor },
      { type: 'session_refreshed', ...about, actor },
      { type: 'refresh_token_reused', ...about, actor: { kind: 'token_holder' } },
    ]);
    const told = JSON.stringify(events);
    for (const { access, refresh: token } of [first, second, third]) {
      for (const secret of [access, ...token.split('.').slice(1), PASSWORD]) {
        expect(told).not.toContain(secret);
      }
    }
  });

  it('can be configured by forRootAsync', async () => {
    await start(
      SessionsModule.forRootAsync({
        useFactory: async () => ({ graceSeconds: 0 }),
        store: MemorySessionStore,
        routes: false,
      }),
    );
    const { refresh: token } = tokensOf(await signIn());
    tokensOf(await refresh(client, token));
    expectInvalidGrant(await refresh(client, token));
  });

  it('responds 503 if the store is out of reach, and spends nothing', async () => {
    class BreakingStore extends MemorySessionStore {
      static breaks: keyof SessionStore | null = null;

      override async findByToken(...args: Parameters<SessionStore['findByToken']>) {
        this.#reach('findByToken');
        return super.findByToken(...args);
      }

      override async rotate(...args: Parameters<SessionStore['rotate']>) {
        this.#reach('rotate');
        return super.rotate(...args);
      }

      override async isAlive(id: string) {
        this.#reach('isAlive');
        return super.isAlive(id);
      }

      #reach(method: keyof SessionStore): void {
        if (BreakingStore.breaks === method) {
          throw new ServiceUnavailableError();
        }
      }
    }

    await start(SessionsModule.forRoot({ store: BreakingStore, routes: false }));
    const { access, refresh: token } = tokensOf(await signIn());
    for (const method of ['findByToken', 'rotate'] as const) {
      BreakingStore.breaks = method;
      const { status, body, headers } = await refresh(client, token);
      expect({ status, error: body['error'] }).toEqual({ status: 503, error: 'temporarily_unavailable' });
      expect(headers.get('retry-after')).toBe('1');
    }
    BreakingStore.breaks = 'isAlive';
    expect((await greet(access)).status).toBe(503);
    BreakingStore.breaks = null;
    expect((await greet(access)).status).toBe(200);
    tokensOf(await refresh(client, token));
  });

  it('does not start with invalid options', async () => {
    await start();
    const sessions = SessionsModule.forRoot({ store: MemorySessionStore, routes: false, idleTtl: 0 });
    await expect(start(sessions)).rejects.toThrow('The option idleTtl of SessionsModule must be');
  });

  it('exchanges the refresh token of a client only for that client, and no other client spends it', async () => {
    const secretHash = `sha256:${createHash('sha256').update(PASSWORD).digest('hex')}`;
    const clients = ['shop', 'till'].map((id) => ({ id, secretHash }));
    await startWith({ clients }, SessionsModule.forRoot({ store: MemorySessionStore, routes: false }));
    const shop = { client_id: 'shop', client_secret: PASSWORD };
    const answer = await client.postForm('/token', { username: 'alice', password: PASSWORD, ...shop });
    const { refresh: token } = tokensOf(answer);
    expectInvalidGrant(await refresh(client, token));
    expectInvalidGrant(await refresh(client, token, { ...shop, client_id: 'till' }));
    const wrong = await refresh(client, token, { ...shop, client_secret: 'wrong' });
    expect({ status: wrong.status, error: wrong.body['error'] }).toEqual({ status: 401, error: 'invalid_client' });
    tokensOf(await refresh(client, token, shop));
    // As Swagger UI sends them for a client without a name.
    const nobody = { username: 'alice', password: PASSWORD };
    tokensOf(await client.postForm('/token', nobody, { Authorization: 'Basic Og==' }));
  });

  it('accepts an access token without a session, and refuses one of an unknown session', async () => {
    await start(SessionsModule.forRoot({ store: MemorySessionStore, routes: false }));
    const accessTokens = app.get(AccessTokenService, { strict: false });
    const issue = (claims: Record<string, unknown>) =>
      accessTokens.issue({ subject: '7f1c', scope: [], claims }).accessToken;
    expect((await greet(issue({}))).status).toBe(200);
    const sid = sessionIn(tokensOf(await signIn()).refresh);
    expect((await greet(issue({ sid }))).status).toBe(200);
    for (const unknown of ['s-1', sid.toUpperCase(), '0b9ad9c8-6a0f-4e57-9a0a-0f5d3c1d2e3f']) {
      expect((await greet(issue({ sid: unknown }))).status).toBe(401);
    }
    await app.get(SessionStore, { strict: false }).end(sid, { reason: 'signed_out' });
    expect((await greet(issue({ sid }))).status).toBe(401);
  });
});
