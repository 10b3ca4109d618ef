import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BY_SERVICE } from '@portcullis/auth/spi';
import { comparable } from '../attacks/support/answers.js';
import { CountingPasswordHasher } from '../attacks/support/counting.password-hasher.js';
import { refresh, signedIn, type Tokens } from '../sessions/tokens.js';
import { ADAPTERS } from '../support/adapters.js';
import { TravellingClock } from '../transports/support/travelling.clock.js';
import { type AccountsHost, APP_URL, PASSWORD, startAccountsHost } from './accounts-host.js';
import {
  accountNamed,
  accountsOf,
  allMailsSent,
  askForEmail,
  bearer,
  confirm,
  INVALID,
  requestedChange,
  TAKEN,
} from './email-changes.js';

const start = (adapter: 'express' | 'fastify', clock = new TravellingClock()) =>
  startAccountsHost(adapter, {
    accounts: { emailVerification: 'off' },
    auth: { clock: { useValue: clock }, passwordHasher: { useValue: new CountingPasswordHasher() } },
  });

describe.each(ADAPTERS)('changing the e-mail address, on %s', (adapter) => {
  const clock = new TravellingClock();
  let host: AccountsHost;
  let name: string;
  let step: { from: string; to: string };
  let own: Tokens;
  let count = 0;

  beforeAll(async () => {
    host = await start(adapter, clock);
  });
  afterAll(() => host.stop());
  beforeEach(async () => {
    count += 1;
    name = `user-${count}`;
    step = { from: `${name}@example.com`, to: `${name}@example.org` };
    own = await signedIn(host.client, name);
  });

  const email = async () => (await accountNamed(host, name)).email;
  const requested = () => requestedChange(host, own.access, step);

  it('happens when the link of the mail to the new address is followed, and is told to both', async () => {
    const asked = await askForEmail(host, own.access, step.to);
    expect(asked).toMatchObject({ status: 202, text: '' });
    expect(asked.headers.get('cache-control')).toBe('no-store');
    const { token, link, text } = await host.mailer.withLink(step.to, '/change-email');
    expect(link).toBe(`${APP_URL}/change-email#token=${token}`);
    const notice = await host.mailer.withLink(step.from, '/undo-email');
    expect(notice).toMatchObject({ text: expect.stringMatching(/change of your e-mail address/), code: '' });
    expect(text).not.toContain(notice.token);
    expect(await email()).toBe(step.from);

    const answer = await confirm(host, { token });
    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await accountNamed(host, name)).toMatchObject({ email: step.to, emailVerified: true });
    expect((await host.client.get('/me/sessions', bearer(own.access))).status).toBe(200);
    expect((await refresh(host.client, own.refresh)).status).toBe(200);
    expect(await confirm(host, { token })).toMatchObject(INVALID);
    await allMailsSent(host);
    expect(host.mailer.to(step.from)).toHaveLength(1);
    expect(host.mailer.to(step.to).map(({ subject }) => subject)).toEqual([
      expect.stringContaining('Confirm'),
      expect.stringContaining('was changed'),
    ]);
    const { id } = (await accountNamed(host, name)).user;
    const events = host.events.filter(({ subject, type }) => subject?.id === String(id) && type.startsWith('email_'));
    expect(events).toMatchObject([
      { type: 'email_change_requested', actor: { kind: 'user', id: String(id) } },
      { type: 'email_changed', actor: { kind: 'token_holder' } },
    ]);
    expect(JSON.stringify(events)).not.toContain('example.org');
  });

  it('is confirmed by the code of the mail in a session of the same user alone', async () => {
    const { change } = await requested();
    const other = await signedIn(host.client, `other-${name}`);
    const { code, token } = change;
    expect(await confirm(host, { code })).toMatchObject({ status: 401, body: { code: 'not_authenticated' } });
    expect((await confirm(host, { code }, bearer(`${own.access}x`))).status).toBe(401);
    expect((await confirm(host, { token }, bearer(`${own.access}x`))).status).toBe(401);
    expect(await confirm(host, { code }, bearer(other.access))).toMatchObject(INVALID);
    expect(await confirm(host, { token }, bearer(other.access))).toMatchObject(INVALID);
    expect(await email()).toBe(step.from);
    const typed = ` ${code.toLowerCase().replace('-', ' ')}`;
    expect((await confirm(host, { code: typed }, bearer(own.access))).status).toBe(204);
    expect(await email()).toBe(step.to);
  });

  it('is confirmed by the link in a session of the same user too', async () => {
    const { change } = await requested();
    expect((await confirm(host, { token: change.token }, bearer(own.access))).status).toBe(204);
    expect(await email()).toBe(step.to);
  });

  it('is burnt by three wrong codes, with its link', async () => {
    const { change } = await requested();
    const wrong = change.code.startsWith('B') ? 'CCCC-CCCC' : 'BBBB-BBBB';
    for (let guess = 0; guess < 3; guess += 1) {
      expect(await confirm(host, { code: wrong }, bearer(own.access))).toMatchObject(INVALID);
    }
    expect(await confirm(host, { code: change.code }, bearer(own.access))).toMatchObject(INVALID);
    expect(await confirm(host, { token: change.token })).toMatchObject(INVALID);
  });

  it('does not tell whether another user has the address: the owner is told, and gets no link', async () => {
    const owner = `owner-${name}@example.com`;
    await signedIn(host.client, `owner-${name}`);
    const taken = await askForEmail(host, own.access, owner.toUpperCase());
    const free = await askForEmail(host, own.access, step.to);
    expect(comparable(taken)).toEqual(comparable(free));
    await allMailsSent(host);
    expect(host.mailer.to(owner)).toMatchObject([{ subject: expect.stringContaining('already') }]);
    expect(host.mailer.mails.filter(({ to }) => to === owner.toUpperCase())).toEqual([]);
    expect(host.mailer.to(owner)[0]!.text).not.toContain('token=');
    expect(host.mailer.to(step.from)).toHaveLength(2);
  });

  it('is refused while another user has the address, and possible afterwards', async () => {
    const { change } = await requested();
    const rival = { username: `rival-${name}`, email: step.to.toUpperCase(), passwordHash: null };
    const { id } = await accountsOf(host).change(BY_SERVICE, (writer) => writer.create(rival));
    expect(await confirm(host, { token: change.token })).toMatchObject(TAKEN);
    expect(await confirm(host, { code: change.code }, bearer(own.access))).toMatchObject(TAKEN);
    expect(await email()).toBe(step.from);
    await accountsOf(host).change(BY_SERVICE, (writer) => writer.delete({ id }));
    expect((await confirm(host, { token: change.token })).status).toBe(204);
  });

  it('of two requests the newer counts', async () => {
    const older = await requested();
    const newer = await requestedChange(host, own.access, { ...step, to: `${name}@example.net` });
    expect(await confirm(host, { token: older.change.token })).toMatchObject(INVALID);
    expect(await confirm(host, { code: older.change.code }, bearer(own.access))).toMatchObject(INVALID);
    expect((await confirm(host, { token: newer.change.token })).status).toBe(204);
    expect(await email()).toBe(`${name}@example.net`);
  });

  it.each([
    ['a line break', 'a@example.com\r\nBcc: b@example.com'],
    ['U+0000', 'a@example.com\0'],
    ['two addresses', 'a@example.com,b@example.com'],
    ['a look-alike of @', 'a＠example.com'],
    ['no text', ['a@example.com']],
    ['the present address', ''],
  ])('is refused with %s', async (_what, address) => {
    const given = (address === '' ? step.from.toUpperCase() : address) as string;
    expect(await askForEmail(host, own.access, given, 'not the right one')).toMatchObject({
      status: 422,
      body: { code: 'validation_failed', errors: [{ pointer: '/email', detail: expect.any(String) }] },
    });
  });

  it('is refused without the current password, a user, or a secret', async () => {
    const wrong = await askForEmail(host, own.access, step.to, 'not the right one');
    expect(wrong).toMatchObject({ status: 400, body: { code: 'incorrect_password' } });
    expect((await askForEmail(host, 'none', step.to)).status).toBe(401);
    const pointersOf = async (path: string, body: object) => {
      const { status, body: problem } = await host.client.postJson(path, body, bearer(own.access));
      expect(status).toBe(422);
      return (problem['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
    };
    expect(await pointersOf('/me/email', { user_id: 1 })).toEqual(['/email', '/current_password', '/user_id']);
    expect(await pointersOf('/email/change', {})).toEqual(['/token']);
    expect(await pointersOf('/email/change', { token: 'x', code: 'x' })).toEqual(['/code']);
    expect(await pointersOf('/email/change', { code: 'x', email: step.to })).toEqual(['/email']);
    expect(await pointersOf('/email/change', { token: 7 })).toEqual(['/token']);
    for (const text of ['', '\0', '\uD800', 'x'.repeat(10_000), "' OR 1=1 --"]) {
      expect(await confirm(host, { token: text })).toMatchObject(INVALID);
      expect(await confirm(host, { code: text }, bearer(own.access))).toMatchObject(INVALID);
    }
    await allMailsSent(host);
    expect(host.mailer.to(step.to)).toEqual([]);
  });

  it('is not made by any other method', async () => {
    const { change } = await requested();
    const query = `token=${change.token}&email=${step.to}&current_password=${PASSWORD}`;
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']) {
      for (const path of ['/email/change', '/me/email', `/email/change?${query}`, `/me/email?${query}`]) {
        const answer = await host.client.send(path, { method, headers: bearer(own.access) });
        expect(answer.status).toBeGreaterThanOrEqual(404);
      }
    }
    expect(await email()).toBe(step.from);
    expect((await confirm(host, { token: change.token })).status).toBe(204);
  });

  it('ends with its time: ten minutes for the code, an hour for the link', async () => {
    const { change } = await requested();
    clock.travel(601);
    const fresh = await host.client.signIn(name, PASSWORD);
    expect(await confirm(host, { code: change.code }, bearer(String(fresh.body['access_token'])))).toMatchObject(
      INVALID,
    );
    clock.travel(3_000);
    expect(await confirm(host, { token: change.token })).toMatchObject(INVALID);
  });
});
