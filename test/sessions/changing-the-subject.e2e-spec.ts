import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { AuthenticatedUser } from '@portcullis/auth';
import { type AccessTokenClaims, AccessTokenService } from '@portcullis/auth/spi';
import { StoredSubjectResolver } from '../../libs/auth/src/authentication/jwt/subject.resolver.js';
import { basic, CLIENTS, REPORTS } from '../session-endpoints/support.js';
import { ADAPTERS } from '../support/adapters.js';
import { query } from '../processes/query.js';
import { startService, type TestService } from '../support/service.js';
import { claimsOf, expectInvalidGrant, PASSWORD, refresh, signedIn, tokensOf } from './tokens.js';

type Subject = 'id' | 'username';

const SWITCHES: readonly (readonly [before: Subject, after: Subject])[] = [
  ['username', 'id'],
  ['id', 'username'],
];

describe.each(SWITCHES)('the subject of tokens, changed from %s to %s', (before, after) => {
  describe.each(ADAPTERS)('on %s', (adapter) => {
    let old: TestService;
    let service: TestService;

    /** One database for both settings, as after a restart. */
    beforeAll(async () => {
      old = await startService({ adapter, runtime: { tokenSubject: before, clients: CLIENTS } });
      const runtime = { tokenSubject: after, clients: CLIENTS, databaseUrl: old.databaseUrl };
      service = await startService({ adapter, runtime });
    });
    afterAll(async () => {
      await service.stop();
      await old.stop();
    });

    const bearing = (access: string) => ({ Authorization: `Bearer ${access}` });
    const listed = async (access: string) =>
      (await service.client.get('/me/sessions', bearing(access))).body['sessions'] as unknown[];

    /** Two users. The username of the second one is the id of the first one. */
    async function namesakes(name: string) {
      const { body } = await old.client.register({ username: name, email: `${name}@example.com`, password: PASSWORD });
      const other = String(body['id']);
      const [victim, attacker] = [tokensOf(await old.client.signIn(name, PASSWORD)), await signedIn(old.client, other)];
      return { name, other, victim, attacker };
    }

    it('gives no user the access of another user, and no access by older tokens', async () => {
      const { victim, attacker } = await namesakes('alice');
      for (const { access, refresh: token } of [victim, attacker]) {
        expect((await old.client.me(access)).status).toBe(200);
        const me = await service.client.me(access);
        expect([me.status, me.body['code']]).toEqual([401, 'invalid_token']);
        for (const shown of [access, token]) {
          const introspected = await service.client.postForm('/introspect', { token: shown }, basic(REPORTS));
          expect(introspected.text).toBe('{"active":false}');
        }
        expectInvalidGrant(await refresh(service.client, token));
      }
    });

    it('lets users list and end the sessions that they began before', async () => {
      const { name, other, victim, attacker } = await namesakes('bob');
      const now = tokensOf(await service.client.signIn(name, PASSWORD));
      const theirs = tokensOf(await service.client.signIn(other, PASSWORD));
      expect(await listed(now.access)).toHaveLength(2);
      const answer = await service.client.send('/me/sessions', { method: 'DELETE', headers: bearing(now.access) });
      expect(answer.body).toEqual({ ended: 1 });
      expect((await old.client.me(victim.access)).status).toBe(401);
      expect((await old.client.me(attacker.access)).status).toBe(200);
      expect(await listed(theirs.access)).toHaveLength(3);
    });

    it('ends no present session for a refresh token of before', async () => {
      const { name, victim } = await namesakes('carol');
      const now = tokensOf(await service.client.signIn(name, PASSWORD));
      expectInvalidGrant(await refresh(service.client, victim.refresh));
      expect((await service.client.me(now.access)).status).toBe(200);
      tokensOf(await refresh(service.client, now.refresh));
    });
  });
});

describe('a username as the subject', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ runtime: { tokenSubject: 'username' } });
  });
  afterAll(() => service.stop());

  it('gives a user who registers a freed name no access by its tokens', async () => {
    const { access, refresh: token } = await signedIn(service.client, 'alice');
    expect(claimsOf(access)).toMatchObject({ sub: 'alice', sub_id: { format: 'opaque', id: expect.any(String) } });
    await query(service.databaseUrl, `DELETE FROM users WHERE username = 'alice'`);
    const next = await signedIn(service.client, 'alice');
    expect((await service.client.me(access)).status).toBe(401);
    expectInvalidGrant(await refresh(service.client, token));
    expect((await service.client.me(next.access)).status).toBe(200);
  });

  it('is refused in a token without the id of its user', async () => {
    await signedIn(service.client, 'bob');
    const tokens = service.app.get(AccessTokenService);
    const [user] = await query(service.databaseUrl, `SELECT id FROM users WHERE username = 'bob'`);
    const statusOf = async (userId?: string) => {
      const contents = { subject: 'bob', scope: [], ...(userId !== undefined && { userId }) };
      return (await service.client.me(tokens.issue(contents).accessToken)).status;
    };
    expect(await statusOf(String(user!['id']))).toBe(200);
    expect(await statusOf()).toBe(401);
    expect(await statusOf('999999')).toBe(401);
  });
});

it.each<[what: string, claims: object, isAccepted: boolean]>([
  ['his id as sub', { sub: '7' }, true],
  ['another sub and his id', { sub: 'alice', sub_id: { format: 'opaque', id: '7' } }, true],
  ['another sub', { sub: 'alice' }, false],
  ['his id as sub and another id', { sub: '7', sub_id: { format: 'opaque', id: '8' } }, false],
  ['an id of another format', { sub: '7', sub_id: { format: 'email', id: '7' } }, false],
  ['a text for the id', { sub: '7', sub_id: '7' }, false],
  ['a list for the id', { sub: '7', sub_id: ['7'] }, false],
  ['a number for the id', { sub: '7', sub_id: { format: 'opaque', id: 7 } }, false],
  ['no id', { sub: '7', sub_id: null }, false],
])('a token with %s', async (_what, claims, isAccepted) => {
  const user: AuthenticatedUser = { id: 7, username: 'alice', isActive: true };
  const findBySubject = jest.fn(async () => user);
  const resolver = new StoredSubjectResolver({ findBySubject } as never);
  expect(await resolver.resolve(claims as AccessTokenClaims)).toBe(isAccepted ? user : null);
});
