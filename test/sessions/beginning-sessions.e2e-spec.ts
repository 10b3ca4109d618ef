import { setTimeout as pause } from 'node:timers/promises';
import { Controller, Get, type INestApplication, Inject, Injectable, Post, Req } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AuthModule, CurrentUser, type DomainEvent, GLOBAL_GUARDS, Public, UserRepository } from '@portcullis/auth';
import {
  AccessTokenService,
  type Authentication,
  InactiveUserError,
  NO_REQUEST,
  OutdatedSignInError,
  requestOriginOf,
  StaleGrantError,
} from '@portcullis/auth/spi';
import { MemorySessionStore, Sessions, SessionsModule } from '@portcullis/sessions';
import { EmployeeRepository, OPTIONS, startHost } from '../embedding/host.js';
import { ADAPTERS } from '../support/adapters.js';
import type { Client } from '../support/client.js';
import { expectInvalidGrant, refresh, sessionIn, tokensOf } from './tokens.js';

const AUTHENTICATION: Authentication = { methods: ['hwk', 'user'], at: 1_767_225_600_900 };

/** A sign-in of the application itself, for example by a badge. */
@Controller()
class DoorController {
  constructor(
    @Inject(UserRepository) private readonly employees: EmployeeRepository,
    private readonly sessions: Sessions,
    private readonly accessTokens: AccessTokenService,
  ) {}

  @Post('door')
  @Public()
  async enter(@Req() request: object) {
    const startedAt = performance.now();
    const user = (await this.employees.findBySubject('7f1c'))!;
    const { session, refreshToken } = await this.sessions.begin(user, {
      authentication: AUTHENTICATION,
      origin: requestOriginOf(request),
      startedAt,
    });
    const { accessToken } = this.accessTokens.issue({
      subject: session.subject,
      scope: [],
      claims: { sid: session.id },
      authentication: AUTHENTICATION,
    });
    return { access_token: accessToken, refresh_token: refreshToken };
  }

  @Get('greeting')
  greeting(@CurrentUser('username') username: string) {
    return { username };
  }
}

/** Reports users as changed while a test says so. */
@Injectable()
class ChangingRepository extends EmployeeRepository {
  isChanged = false;

  override async isUnchanged(): Promise<boolean> {
    return !this.isChanged;
  }
}

describe.each(ADAPTERS)('a session that an application begins by itself, on %s', (adapter) => {
  let app: INestApplication;
  let client: Client;
  const events: DomainEvent[] = [];

  beforeAll(async () => {
    const eventPublisher = { useValue: { publish: (event: DomainEvent) => void events.push(event) } };
    ({ app, client } = await startHost(adapter, {
      imports: [
        AuthModule.forRoot({ ...OPTIONS, isGlobal: true, userRepository: ChangingRepository, eventPublisher }),
        SessionsModule.forRoot({ store: MemorySessionStore, sessionsPerUser: 2 }),
      ],
      controllers: [DoorController],
      providers: [...GLOBAL_GUARDS],
    }));
  });
  afterAll(() => app.close());

  const sessions = () => app.get(Sessions, { strict: false });
  const users = () => app.get<ChangingRepository>(UserRepository, { strict: false });
  const bearing = (access: string) => ({ Authorization: `Bearer ${access}` });
  const living = async () => (await sessions().listOf('7f1c')).sessions;
  const start = (startedAt = performance.now()) => ({ authentication: AUTHENTICATION, origin: NO_REQUEST, startedAt });

  afterEach(async () => {
    await sessions().endAllOf('7f1c', { reason: 'administration', actor: { kind: 'service' } });
    events.length = 0;
    // The sign-in of the next test must not seem to have begun before that.
    await pause(2);
  });

  async function enter() {
    const { status, body } = await client.send('/door', { method: 'POST' });
    expect(status).toBe(201);
    return tokensOf({ status: 200, body } as Awaited<ReturnType<Client['send']>>);
  }

  it('is equal to one of the token endpoint', async () => {
    const first = await enter();
    const { address, authentication } = (await living())[0]!;
    expect({ address, authentication }).toEqual({ address: '127.0.0.1', authentication: AUTHENTICATION });
    expect((await client.get('/greeting', bearing(first.access))).body).toEqual({ username: 'alice' });
    const second = tokensOf(await refresh(client, first.refresh));
    expect(sessionIn(second.refresh)).toBe(sessionIn(first.refresh));
    const { body } = await client.get('/me/sessions', bearing(second.access));
    expect(body['sessions']).toMatchObject([{ amr: ['hwk', 'user'], auth_time: 1_767_225_600, current: true }]);
    await client.send('/logout', { method: 'POST', headers: bearing(second.access) });
    expect((await client.get('/greeting', bearing(first.access))).status).toBe(401);
    expectInvalidGrant(await refresh(client, second.refresh));
  });

  it('publishes an event, and ends the session unused for longest if there are too many', async () => {
    const [first] = [await enter(), await enter(), await enter()];
    expect(events.filter((event) => 'sessionId' in event)).toMatchObject([
      { type: 'session_started', subject: { id: '7f1c' }, actor: { kind: 'user', id: '7f1c' } },
      { type: 'session_started' },
      { type: 'session_started' },
      { type: 'session_revoked', sessionId: sessionIn(first.refresh), reason: 'session_limit' },
    ]);
    expect(await living()).toHaveLength(2);
  });

  it('does not begin if all sessions were ended during its sign-in', async () => {
    const user = (await users().findBySubject('7f1c'))!;
    const startedAt = performance.now();
    await pause(2);
    await sessions().endAllOf('7f1c', { reason: 'signed_out', actor: { kind: 'service' } });
    await expect(sessions().begin(user, start(startedAt))).rejects.toThrow(StaleGrantError);
    expect(await living()).toEqual([]);
  });

  it('does not begin for a user who was changed meanwhile, nor for an inactive one', async () => {
    const user = (await users().findBySubject('7f1c'))!;
    users().isChanged = true;
    try {
      await expect(sessions().begin(user, start())).rejects.toThrow(OutdatedSignInError);
    } finally {
      users().isChanged = false;
    }
    expect(await living()).toEqual([]);
    const gone = (await users().findBySubject('9a2e'))!;
    await expect(sessions().begin(gone, start())).rejects.toThrow(InactiveUserError);
    expect((await sessions().listOf('9a2e')).sessions).toEqual([]);
    expect(events.filter(({ type }) => type === 'session_started')).toEqual([]);
  });

  it('has at most the scopes that it began with', async () => {
    const user = (await users().findBySubject('7f1c'))!;
    const { refreshToken } = await sessions().begin(user, start());
    const { status, body } = await refresh(client, refreshToken, { scope: 'users:read' });
    expect({ status, error: body['error'] }).toEqual({ status: 400, error: 'invalid_scope' });
    tokensOf(await refresh(client, refreshToken));
  });

  it('belongs to the client that has authenticated itself', async () => {
    const user = (await users().findBySubject('7f1c'))!;
    const { session, refreshToken } = await sessions().begin(user, { ...start(), client: { id: 'shop' } });
    expect(session.clientId).toBe('shop');
    expectInvalidGrant(await refresh(client, refreshToken));
  });
});
