import { type INestApplication, Injectable, type ModuleMetadata } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AccessTokenCustomizer,
  AuthModule,
  type DomainEvent,
  ServiceUnavailableError,
  type TokenCustomization,
} from '@portcullis/auth';
import { AccessDeniedError, type PendingSignIn, SignInCheck } from '@portcullis/auth/spi';
import { MemorySessionStore, Sessions, SessionsModule } from '@portcullis/sessions';
import { ADAPTERS } from '../support/adapters.js';
import { Client } from '../support/client.js';
import { createHost, EmployeeRepository, OPTIONS, PASSWORD } from './host.js';
import { BadgeGrant, LoginController, waysToSignIn } from './login.controller.js';

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

@Injectable()
class Bans extends SignInCheck {
  static isBanned = false;

  check(): void {
    if (Bans.isBanned) {
      throw new AccessDeniedError();
    }
  }
}

describe.each(ADAPTERS)('a sign-in that is complete, on %s', (adapter) => {
  let app: INestApplication;
  let client: Client;
  let events: DomainEvent[];

  const { byGrant, byBadge, byRoute, byOwnProof, byGuard, byPassport } = waysToSignIn(() => client);

  beforeEach(() => {
    Object.assign(Completions, { failure: null });
    Object.assign(RefusingCustomizer, { isRefusing: false });
    Object.assign(Bans, { isBanned: false });
    Completions.completed.length = 0;
    events = [];
  });
  afterEach(() => app.close());

  async function start(sessions: ModuleMetadata['imports']): Promise<void> {
    app = await createHost(adapter, {
      imports: [
        AuthModule.forRoot({
          ...OPTIONS,
          isGlobal: true,
          userRepository: EmployeeRepository,
          eventPublisher: { useValue: { publish: (event: DomainEvent) => void events.push(event) } },
        }),
        ...sessions!,
      ],
      controllers: [LoginController],
      providers: [EmployeeRepository, BadgeGrant, Bans, Completions, RefusingCustomizer],
    });
    await app.listen(0, '127.0.0.1');
    client = new Client(await app.getUrl());
  }

  const withSessions = () => start([SessionsModule.forRoot({ store: MemorySessionStore, routes: false })]);

  it('is told to the checks, unlike one that is refused, and unlike a refresh', async () => {
    await withSessions();
    const { refresh_token } = (await byGrant()).body;
    for (const signIn of [byBadge, byRoute, byOwnProof, byGuard, byPassport]) {
      expect((await signIn()).status).toBe(200);
    }
    expect(Completions.completed).toEqual(
      ['password', 'urn:example:badge', 'password', 'own_route', 'password', 'password'].map((way) => `alice ${way}`),
    );
    const form = { grant_type: 'refresh_token', refresh_token: String(refresh_token) };
    expect((await client.postForm('/token', form)).status).toBe(200);
    await client.postForm('/token', { username: 'alice', password: `${PASSWORD}!` });
    Bans.isBanned = true;
    for (const signIn of [byGrant, byBadge, byRoute, byOwnProof, byGuard, byPassport]) {
      await signIn();
    }
    Bans.isBanned = false;
    RefusingCustomizer.isRefusing = true;
    expect((await byGrant()).status).toBe(403);
    expect(Completions.completed).toHaveLength(6);
  });

  it('can still be refused by a check: then no session is left', async () => {
    await withSessions();
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

  it('is told without sessions too', async () => {
    await start([]);
    expect((await byGrant()).status).toBe(200);
    expect(Completions.completed).toEqual(['alice password']);
    Completions.failure = new ServiceUnavailableError();
    expect((await byGrant()).status).toBe(503);
  });
});
