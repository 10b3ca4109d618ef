import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { Clock } from '@portcullis/auth';
import { type AccessTokenClaims, AccessTokenService } from '@portcullis/auth/spi';
import { Database } from '@portcullis/database';
import { SessionStore } from '@portcullis/sessions';
import { TestClock } from '@portcullis/testing';
import { basic, bearing, CLIENTS, REPORTS } from '../session-endpoints/support.js';
import type { Client } from '../support/client.js';
import { startService, type TestService } from '../support/service.js';
import { type Defect, type Defects, DefectiveSessionStore } from './defects.js';
import { claimsOf, expectInvalidGrant, PASSWORD, refresh, type Tokens, tokensOf } from './tokens.js';

const AT_ONCE = 16;

const clock = new TestClock(new Date('2026-03-01T12:00:00Z'));
const defects: Defects = { current: null };

describe('on two instances', () => {
  let one: TestService;
  let other: TestService;

  beforeAll(async () => {
    const override = (builder: TestingModuleBuilder) =>
      builder
        .overrideProvider(Clock)
        .useValue(clock)
        .overrideProvider(SessionStore)
        .useFactory({
          inject: [Database],
          factory: (database: Database) => new DefectiveSessionStore(database, clock, defects),
        });
    one = await startService({ override, runtime: { clients: CLIENTS } });
    other = await startService({
      override,
      adapter: 'express',
      runtime: { clients: CLIENTS, databaseUrl: one.databaseUrl },
    });
    await one.client.newcomer('alice', PASSWORD);
  });
  afterAll(async () => {
    await other.stop();
    await one.stop();
  });
  afterEach(() => {
    defects.current = null;
    jest.restoreAllMocks();
  });

  const signIn = async () => tokensOf(await one.client.signIn('alice', PASSWORD));

  async function expectRefused(client: Client, { access, refresh: token }: Tokens): Promise<void> {
    expect((await client.me(access)).status).toBe(401);
    expectInvalidGrant(await refresh(client, token));
  }

  const reuseEndsTheSession = async () => {
    const first = await signIn();
    const second = tokensOf(await refresh(one.client, first.refresh));
    clock.advance({ seconds: 10 });
    expectInvalidGrant(await refresh(other.client, first.refresh));
    await expectRefused(one.client, second);
  };

  const oneTokenHasOneSuccessor = async () => {
    const { refresh: token } = await signIn();
    const clients = Array.from({ length: AT_ONCE }, (_, index) => (index % 2 ? one : other).client);
    const answers = await Promise.all(clients.map((client) => refresh(client, token)));
    expect(new Set(answers.map((answer) => tokensOf(answer).refresh)).size).toBe(1);
  };

  const aSignOutIsKnownEverywhere = async () => {
    const tokens = await signIn();
    expect((await other.client.me(tokens.access)).status).toBe(200);
    await one.client.postForm('/logout', {}, bearing(tokens.access));
    await expectRefused(other.client, tokens);
    await expectRefused(one.client, tokens);
  };

  const anIdleSessionIsOver = async () => {
    const { refresh: token } = await signIn();
    clock.advance({ days: 14 });
    expectInvalidGrant(await refresh(other.client, token));
  };

  it.each<[string, () => Promise<void>, Defect]>([
    ['reuse ends the session, though it is refused', reuseEndsTheSession, 'rolls back with its refusal'],
    [`${AT_ONCE} refreshes of one token at once have one successor`, oneTokenHasOneSuccessor, 'reads before it writes'],
    ['a sign-out on the one is known to the other at once', aSignOutIsKnownEverywhere, 'caches who is alive'],
    ['an idle session is over before it is purged', anIdleSessionIsOver, 'leaves lifetimes to the purge'],
  ])('%s', async (_what, holds, defect) => {
    await holds();
    // The twin: the expectation fails with a store that lacks the defence.
    defects.current = defect;
    await expect(holds()).rejects.toThrow('expect(');
  });

  it('an expired access token is inactive in introspection', async () => {
    const isInactive = async () => {
      const { access } = await signIn();
      clock.advance({ minutes: 30 });
      const { status, text } = await one.client.postForm('/introspect', { token: access }, basic(REPORTS));
      expect({ status, text }).toEqual({ status: 200, text: '{"active":false}' });
    };
    await isInactive();
    const accessTokens = one.app.get(AccessTokenService);
    jest.spyOn(accessTokens, 'verify').mockImplementation(async (token) => claimsOf(token) as AccessTokenClaims);
    await expect(isInactive()).rejects.toThrow('expect(');
  });
});
