import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { InvitationPurge, Invitations } from '@portcullis/accounts';
import { BY_SERVICE } from '@portcullis/auth/spi';
import { signedIn } from '../sessions/tokens.js';
import { ADAPTERS } from '../support/adapters.js';
import { TravellingClock } from '../transports/support/travelling.clock.js';
import { type AccountsHost, APP_URL, startAccountsHost } from './accounts-host.js';
import { type Administrator, administratorOf, sendWith } from './administrator.js';

const DAY_SECONDS = 86_400;
const UNKNOWN = { status: 404, body: { code: 'unknown_invitation', detail: 'There is no such invitation' } };

interface ListedInvitation {
  readonly id: string;
  readonly email: string;
}

describe.each(ADAPTERS)('inviting users, on %s', (adapter) => {
  const clock = new TravellingClock();
  let host: AccountsHost;
  let root: Administrator;
  let email: string;
  let count = 0;

  beforeAll(async () => {
    host = await startAccountsHost(adapter, {
      accounts: { emailVerification: 'off', mailsPerAddress: 1, mailsPerNetwork: 1 },
      auth: { clock: { useValue: clock }, roles: ['admin', 'editor'] },
    });
    root = await administratorOf(host);
  });
  afterAll(() => host.stop());
  beforeEach(() => {
    count += 1;
    email = `invited-${count}@example.com`;
  });

  const invite = (body: object) => root.send('POST', '/invitations', body);

  async function invited(address = email): Promise<string> {
    const { status, body } = await invite({ email: address });
    expect(status).toBe(201);
    return body['id'] as string;
  }

  async function pageOf(query = ''): Promise<{ invitations: ListedInvitation[]; next?: string }> {
    const { status, body } = await root.send('GET', `/invitations${query}`);
    expect(status).toBe(200);
    return body as unknown as { invitations: ListedInvitation[]; next?: string };
  }

  it('sends a link that is valid for a week', async () => {
    const answer = await invite({ email, roles: ['editor', 'admin'] });
    expect(answer.status).toBe(201);
    const { id, expires_at } = answer.body;
    expect(answer.body).toEqual({ id: expect.any(String), email, roles: ['editor', 'admin'], expires_at });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const lifetime = Date.parse(String(expires_at)) - clock.now();
    expect(Math.abs(lifetime / 1_000 - 7 * DAY_SECONDS)).toBeLessThan(60);
    const { link, token, code, text, subject } = await host.mailer.withLink(email, '/accept-invitation');
    expect(link).toBe(`${APP_URL}/accept-invitation#token=${token}`);
    expect(code).toBe('');
    expect(text).toContain('root invites you to Acme');
    expect(text).toContain('7 days');
    expect(subject).toBe('Your invitation to Acme');
    expect(host.events.findLast(({ type }) => type === 'user_invited')).toMatchObject({
      actor: { kind: 'user', id: root.id, sessionId: expect.any(String) },
      subject: null,
      invitationId: id,
      roles: ['editor', 'admin'],
    });
    const [listed] = (await pageOf()).invitations;
    expect(listed).toEqual(answer.body);
    expect(JSON.stringify([answer.body, listed, host.events])).not.toContain(token);
    expect(JSON.stringify(host.events)).not.toContain(email);
  });

  it('gives no role if none is named, and sends every mail', async () => {
    for (let index = 0; index < 4; index += 1) {
      expect(await invite({ email })).toMatchObject({ status: 201, body: { roles: [] } });
    }
    expect(await host.mailer.allTo(email, 4)).toHaveLength(4);
  });

  it('replaces the open invitation of the address, in any spelling', async () => {
    const first = await invite({ email, roles: ['admin'] });
    clock.travel(DAY_SECONDS);
    const second = await invite({ email: email.toUpperCase(), roles: ['editor'] });
    expect(second).toMatchObject({ status: 201, body: { id: first.body['id'], email: email.toUpperCase() } });
    expect(second.body['roles']).toEqual(['editor']);
    const [newest, ...others] = (await pageOf()).invitations;
    expect(newest).toEqual(second.body);
    expect(others.map((one) => one.email)).not.toContain(email);
  });

  it('is refused for an address that has an account', async () => {
    await signedIn(host.client, `user-${count}`);
    const refused = await invite({ email: `USER-${count}@example.com` });
    expect(refused).toMatchObject({ status: 409, body: { code: 'email_taken' } });
    expect((await pageOf()).invitations.map((one) => one.email.toLowerCase())).not.toContain(
      `user-${count}@example.com`,
    );
    const id = await invited(`user-later-${count}@example.com`);
    await signedIn(host.client, `user-later-${count}`);
    const again = await root.send('POST', `/invitations/${id}/mail`);
    expect(again).toMatchObject({ status: 409, body: { code: 'email_taken' } });
  });

  it.each<[what: string, body: object, pointer: string]>([
    ['an unknown role', { roles: ['owner'] }, '/roles/0'],
    ['an unknown role among others', { roles: ['admin', 'Admin', 'editor'] }, '/roles/1'],
    ['the name of a prototype member', { roles: ['__proto__'] }, '/roles/0'],
    ['a repeated role', { roles: ['admin', 'editor', 'admin'] }, '/roles/2'],
    ['a role with U+0000', { roles: ['admin\0'] }, '/roles/0'],
    ['no array', { roles: 'admin' }, '/roles'],
    ['null', { roles: null }, '/roles'],
    ['an array of objects', { roles: [{ name: 'admin' }, {}] }, '/roles'],
    ['an array of arrays', { roles: [['admin']] }, '/roles'],
    ['an object with a length', { roles: { length: 1, 0: 'admin' } }, '/roles'],
    ['an unknown member', { username: 'alice' }, '/username'],
    ['CR and LF in the address', { email: 'a@example.com\r\nBcc: b@example.com' }, '/email'],
    ['a list of addresses', { email: 'a@example.com, b@example.com' }, '/email'],
    ['U+0000 in the address', { email: 'a\0@example.com' }, '/email'],
    ['another at sign', { email: 'a\uFF20example.com' }, '/email'],
    ['no text as the address', { email: ['a@example.com'] }, '/email'],
  ])('is refused with %s', async (_what, body, pointer) => {
    const answer = await invite({ email, ...body });
    expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    expect((answer.body['errors'] as { pointer: string }[]).map((one) => one.pointer)).toEqual([pointer]);
  });

  it('is listed in pages, newest first', async () => {
    for (const letter of ['a', 'b', 'c']) {
      await invited(`${letter}-${email}`);
    }
    const all = (await pageOf()).invitations.map(({ id }) => id);
    const found: string[] = [];
    let next: string | undefined = '';
    while (next !== undefined) {
      const page: { invitations: ListedInvitation[]; next?: string } = await pageOf(
        `?limit=2${next && `&after=${encodeURIComponent(next)}`}`,
      );
      expect(page.invitations.length).toBeLessThanOrEqual(2);
      found.push(...page.invitations.map(({ id }) => id));
      next = page.next;
    }
    expect(found).toEqual(all);
    expect((await pageOf('?limit=3')).invitations.map((one) => one.email[0])).toEqual(['c', 'b', 'a']);
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'after=x', 'after=', 'limit=1&limit=2', 'offset=1'])(
    'is not listed with %s',
    async (query) => {
      expect((await root.send('GET', `/invitations?${query}`)).status).toBe(422);
    },
  );

  it('can be removed, once', async () => {
    const id = await invited();
    expect(await root.send('DELETE', `/invitations/${id}`)).toMatchObject({ status: 204, text: '' });
    expect((await pageOf()).invitations.map((one) => one.id)).not.toContain(id);
    expect(await root.send('DELETE', `/invitations/${id}`)).toMatchObject(UNKNOWN);
    expect(await root.send('POST', `/invitations/${id}/mail`)).toMatchObject(UNKNOWN);
    expect(host.events.filter(({ type }) => type === 'invitation_removed').slice(-1)).toMatchObject([
      { actor: { kind: 'user', id: root.id }, subject: null, invitationId: id },
    ]);
  });

  it.each(['accept', '7', '00000000-0000-4000-8000-000000000000', '%00', '%ED%A0%80', "'", 'x'.repeat(5_000)])(
    'does not know %s',
    async (id) => {
      for (const [method, path] of [
        ['DELETE', `/invitations/${id}`],
        ['POST', `/invitations/${id}/mail`],
      ] as const) {
        const { status } = await root.send(method, path);
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
      }
    },
  );

  it('mailed again begins its time again', async () => {
    const id = await invited();
    const { token } = await host.mailer.withLink(email, '/accept-invitation');
    clock.travel(6 * DAY_SECONDS);
    expect(await root.send('POST', `/invitations/${id}/mail`)).toMatchObject({ status: 202, text: '' });
    await host.mailer.eventually((mail) => mail.to === email && !mail.text.includes(token));
    clock.travel(6 * DAY_SECONDS);
    expect((await pageOf()).invitations.map((one) => one.id)).toContain(id);
    clock.travel(2 * DAY_SECONDS);
    expect((await pageOf()).invitations).toEqual([]);
    expect(await root.send('POST', `/invitations/${id}/mail`)).toMatchObject(UNKNOWN);
    expect(await root.send('DELETE', `/invitations/${id}`)).toMatchObject(UNKNOWN);
    expect(await host.app.get(InvitationPurge, { strict: false }).purge()).toBeGreaterThan(0);
    expect(await host.database.query('SELECT FROM account_invitations')).toEqual([]);
    expect(
      await host.database.query('SELECT FROM one_time_secrets WHERE expires_at > $1', [new Date(clock.now())]),
    ).toEqual([]);
  });

  it('needs the scope users:write', async () => {
    const { access } = await signedIn(host.client, `user-${count}`);
    const id = await invited();
    for (const [method, path, body] of [
      ['POST', '/invitations', { email }],
      ['GET', '/invitations', undefined],
      ['DELETE', `/invitations/${id}`, undefined],
      ['POST', `/invitations/${id}/mail`, undefined],
    ] as const) {
      expect((await sendWith(host.client, null, method, path, body)).status).toBe(401);
      const answer = await sendWith(host.client, access, method, path, body);
      expect(answer).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
    }
    expect((await pageOf()).invitations[0]).toMatchObject({ id, email });
  });

  it('is possible for the application, in its own transaction', async () => {
    const invitations = host.app.get(Invitations, { strict: false });
    const client = await host.pool.connect();
    await client.query('BEGIN');
    await host.database.within(client, () => invitations.invite({ email: `never-${email}` }, BY_SERVICE));
    await client.query('ROLLBACK');
    await client.query('BEGIN');
    await host.database.within(client, () => invitations.invite({ email, roles: ['editor'] }, BY_SERVICE));
    await client.query('COMMIT');
    client.release();
    const { text } = await host.mailer.withLink(email, '/accept-invitation');
    expect(text).toContain('You are invited to Acme');
    expect(host.mailer.to(`never-${email}`)).toEqual([]);
    expect((await invitations.list({ limit: 1 })).invitations).toMatchObject([
      { email, roles: ['editor'], invitedBy: null },
    ]);
    await expect(invitations.invite({ email, roles: ['owner'] }, BY_SERVICE)).rejects.toMatchObject({
      errors: [{ pointer: '/roles/0' }],
    });
    await expect(invitations.list({ after: 'x' })).rejects.toThrow(RangeError);
  });
});

it('users are not invited without a mailer, and nothing is written', async () => {
  const host = await startAccountsHost('fastify', { accounts: { mailer: undefined } });
  try {
    const root = await administratorOf(host);
    const answer = await root.send('POST', '/invitations', { email: 'alice@example.com' });
    expect(answer).toMatchObject({ status: 503, body: { code: 'mail_unavailable' } });
    expect(await host.database.query('SELECT FROM account_invitations')).toEqual([]);
    const unknown = '/invitations/00000000-0000-4000-8000-000000000000/mail';
    expect(await root.send('POST', unknown)).toMatchObject({ status: 503, body: { code: 'mail_unavailable' } });
  } finally {
    await host.stop();
  }
});

it('users can be invited with any role if the application declares none', async () => {
  const host = await startAccountsHost('fastify', { auth: { roles: undefined } });
  try {
    const root = await administratorOf(host);
    const inviteWith = (role: string) =>
      root.send('POST', '/invitations', { email: 'alice@example.com', roles: [role] });
    expect((await inviteWith('editor')).status).toBe(201);
    for (const role of ['', 'a b', 'a\0', 'x'.repeat(51), '\uD800']) {
      expect((await inviteWith(role)).status).toBe(422);
    }
  } finally {
    await host.stop();
  }
});
