import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UsernameChange } from '@portcullis/accounts';
import { type Cause, requestOriginOf } from '@portcullis/auth/spi';
import { refresh, signedIn, type Tokens } from '../sessions/tokens.js';
import { ADAPTERS } from '../support/adapters.js';
import type { Answer } from '../support/client.js';
import { startService } from '../support/service.js';
import { TravellingClock } from '../transports/support/travelling.clock.js';
import { type AccountsHost, PASSWORD, startAccountsHost } from './accounts-host.js';
import { accountNamed, accountsOf, allMailsSent, bearer } from './email-changes.js';
import { FailingStatements } from './failing-statements.js';

const NAME_TAKEN = { status: 400, body: { code: 'already_registered', detail: 'Username already taken' } };

const DAY = 86_400;

type Host = Pick<AccountsHost, 'client'>;

function rename({ client }: Host, access: string, username: unknown, password = PASSWORD): Promise<Answer> {
  return client.postJson('/me/username', { username, current_password: password }, bearer(access));
}

describe.each(ADAPTERS)('changing the own username, on %s', (adapter) => {
  const clock = new TravellingClock();
  let host: AccountsHost;
  let name: string;
  let other: string;
  let own: Tokens;
  let count = 0;

  beforeAll(async () => {
    host = await startAccountsHost(adapter, {
      accounts: { emailVerification: 'off' },
      auth: { clock: { useValue: clock } },
    });
  });
  afterAll(() => host.stop());
  beforeEach(async () => {
    count += 1;
    name = `user-${count}`;
    other = `renamed-${count}`;
    own = await signedIn(host.client, name);
  });

  it('returns the user, keeps the sessions, and is told to the user', async () => {
    const { user } = await accountNamed(host, name);
    const answer = await rename(host, own.access, other);
    expect(answer).toMatchObject({ status: 200, body: { id: user.id, username: other, email: `${name}@example.com` } });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect((await refresh(host.client, own.refresh)).status).toBe(200);
    expect((await host.client.signIn(name, PASSWORD)).status).toBe(401);
    expect((await host.client.signIn(other, PASSWORD)).status).toBe(200);
    await allMailsSent(host);
    expect(host.mailer.to(`${name}@example.com`)).toMatchObject([{ subject: expect.stringContaining('username') }]);
    expect(host.events.findLast(({ type }) => type === 'username_changed')).toMatchObject({
      actor: { kind: 'user', id: String(user.id) },
      from: name,
      to: other,
    });
  });

  it('reserves the earlier name for the same user, for 30 days', async () => {
    const { client } = host;
    const stranger = await signedIn(client, `stranger-${name}`);
    expect((await rename(host, own.access, other)).status).toBe(200);
    const registration = { username: name.toUpperCase(), email: `new-${name}@example.com`, password: PASSWORD };
    expect((await client.register(registration)).status).toBe(400);
    expect(await rename(host, stranger.access, name.toUpperCase())).toMatchObject(NAME_TAKEN);
    expect((await rename(host, own.access, name)).status).toBe(200);
    expect((await rename(host, own.access, other)).status).toBe(200);
    clock.travel(30 * DAY - 60);
    expect((await client.register(registration)).status).toBe(400);
    clock.travel(120);
    expect((await client.register(registration)).status).toBe(201);
  });

  it('to another spelling of the same name reserves nothing', async () => {
    expect(await rename(host, own.access, name.toUpperCase())).toMatchObject({
      body: { username: name.toUpperCase() },
    });
    expect(await host.database.query('SELECT FROM reserved_usernames WHERE username_canonical = $1', [name])).toEqual(
      [],
    );
    expect((await rename(host, own.access, name.toUpperCase())).status).toBe(200);
    await allMailsSent(host);
    expect(host.mailer.to(`${name}@example.com`)).toHaveLength(1);
  });

  it('is refused with a taken name, in any spelling, and nothing changes', async () => {
    await signedIn(host.client, other);
    expect(await rename(host, own.access, other.toUpperCase())).toMatchObject(NAME_TAKEN);
    expect((await rename(host, own.access, `${other}-2`)).status).toBe(200);
  });

  it('is refused without the current password or a user', async () => {
    const wrong = await rename(host, own.access, other, 'not the right one');
    expect(wrong).toMatchObject({ status: 400, body: { code: 'incorrect_password' } });
    expect((await rename(host, 'none', other)).status).toBe(401);
    expect((await host.client.signIn(name, PASSWORD)).status).toBe(200);
  });

  it.each([
    ['no text', 7],
    ['nothing', ''],
    ['more than 50 characters', 'x'.repeat(51)],
    ['white space at an end', ' alice'],
    ['U+0000', 'a\0'],
    ['a line break', 'a\nb'],
    ['nothing to see', '\u200B'],
  ])('is refused with %s', async (_what, username) => {
    expect(await rename(host, own.access, username)).toMatchObject({
      status: 422,
      body: { code: 'validation_failed', errors: [{ pointer: '/username', detail: expect.any(String) }] },
    });
  });

  it('is made by no other method, and by no other member', async () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']) {
      const path = `/me/username?username=${other}&current_password=${PASSWORD}`;
      expect((await host.client.send(path, { method, headers: bearer(own.access) })).status).toBeGreaterThanOrEqual(
        404,
      );
    }
    const body = { username: other, current_password: PASSWORD, user_id: 1 };
    expect((await host.client.postJson('/me/username', body, bearer(own.access))).status).toBe(422);
    expect((await host.client.signIn(name, PASSWORD)).status).toBe(200);
  });
});

describe('a change of a username', () => {
  let host: AccountsHost;

  beforeEach(async () => {
    host = await startAccountsHost('fastify', { accounts: { emailVerification: 'off' } });
  });
  afterEach(() => host.stop());

  it('is not half done after a fault at any of its statements', async () => {
    const own = await signedIn(host.client, 'alice');
    await new FailingStatements(host.pool).failEach(
      async () => (await rename(host, own.access, 'alicia')).status === 200,
      async () => {
        expect(await accountNamed(host, 'alice')).not.toBeNull();
        expect(await host.database.query('SELECT FROM reserved_usernames')).toEqual([]);
        expect(await host.database.query('SELECT FROM mail_outbox')).toEqual([]);
      },
    );
  });

  it('by an administrator is told to the user, without the administrator’s place', async () => {
    await signedIn(host.client, 'alice');
    const cause: Cause = {
      actor: { kind: 'user', id: '0' },
      origin: { address: '203.0.113.7', userAgent: null, requestId: null },
    };
    await accountsOf(host).change(cause, (writer) => writer.setUsername({ username: 'alice' }, 'alicia'));
    const mail = await host.mailer.eventually(({ to }) => to === 'alice@example.com');
    expect(mail.text).toContain('alicia');
    expect(mail.text).not.toContain('203.0.113.7');
  });

  it('in the transaction of the application is rolled back with it', async () => {
    await signedIn(host.client, 'alice');
    const { user } = await accountNamed(host, 'alice');
    const request = {};
    const own = {
      actor: { kind: 'user', id: String(user.id) },
      origin: requestOriginOf(request),
      raw: { request, response: null },
    } as const;
    const usernames = host.app.get(UsernameChange, { strict: false });
    const client = await host.pool.connect();
    await client.query('BEGIN');
    await host.database.within(client, () => usernames.change({ username: 'alicia', currentPassword: PASSWORD }, own));
    await client.query('ROLLBACK');
    client.release();
    expect(await accountNamed(host, 'alice')).not.toBeNull();
    expect(await host.database.query('SELECT FROM mail_outbox')).toEqual([]);
  });
});

it('is answered by the service in the words of GET /me', async () => {
  const service = await startService();
  try {
    const { token } = await service.client.newcomer('alice', PASSWORD);
    const { text } = await rename(service, token, 'alicia');
    expect(text).toBe((await service.client.me(token)).text);
    expect(text).toContain('"username":"alicia"');
  } finally {
    await service.stop();
  }
});
