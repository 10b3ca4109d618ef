import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailUndo } from '@portcullis/accounts';
import { BY_SERVICE } from '@portcullis/auth/spi';
import { refresh, signedIn, type Tokens, tokensOf } from '../sessions/tokens.js';
import { ADAPTERS } from '../support/adapters.js';
import { TravellingClock } from '../transports/support/travelling.clock.js';
import { type AccountsHost, APP_URL, PASSWORD, startAccountsHost } from './accounts-host.js';
import {
  accountNamed,
  accountsOf,
  allMailsSent,
  changedEmail,
  confirm,
  INVALID,
  requestedChange,
  TAKEN,
  undoChange,
} from './email-changes.js';
import { FailingStatements } from './failing-statements.js';

const NEW_PASSWORD = 'a violin in the rain';

describe.each(ADAPTERS)('undoing a change of the e-mail address, on %s', (adapter) => {
  const clock = new TravellingClock();
  let host: AccountsHost;
  let name: string;
  let owner: string;
  let thief: string;
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
    owner = `${name}@example.com`;
    thief = `${name}@example.org`;
    own = await signedIn(host.client, name);
  });

  const account = () => accountNamed(host, name);
  const change = (from: string, to: string) => changedEmail(host, own.access, { from, to });
  const secrets = async () => (await host.database.query('SELECT purpose FROM one_time_secrets')).length;

  it('brings the address back, ends all sessions, and mails a reset to it', async () => {
    const other = tokensOf(await host.client.signIn(name, PASSWORD));
    const token = await change(owner, thief);
    const known = new Set(host.mailer.mails);
    const answer = await undoChange(host, token);
    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await account()).toMatchObject({ email: owner, emailVerified: false });
    for (const { access, refresh: refreshToken } of [own, other]) {
      expect((await host.client.get('/me/sessions', { Authorization: `Bearer ${access}` })).status).toBe(401);
      expect((await refresh(host.client, refreshToken)).status).toBe(400);
    }
    const reset = await host.mailer.withLink(owner, '/reset-password', known);
    expect(reset.link).toBe(`${APP_URL}/reset-password#token=${reset.token}`);
    const body = { token: reset.token, new_password: NEW_PASSWORD };
    expect((await host.client.postJson('/password/reset', body)).status).toBe(204);
    expect((await host.client.signIn(name, NEW_PASSWORD)).status).toBe(200);
    expect(await undoChange(host, token)).toMatchObject(INVALID);
  });

  it('is told at both addresses, and the mailbox of the thief does not learn from where it came', async () => {
    const token = await change(owner, thief);
    await allMailsSent(host);
    const known = new Set(host.mailer.mails);
    expect((await undoChange(host, token)).status).toBe(204);
    await allMailsSent(host);
    const told = host.mailer.mails.filter((mail) => !known.has(mail));
    expect(told.map(({ to }) => to).toSorted()).toEqual([owner, owner, thief].toSorted());
    expect(told.find(({ to }) => to === thief)!.text).not.toContain('127.0.0.1');
    const id = String((await account()).user.id);
    const events = host.events.filter(({ subject }) => subject?.id === id).map(({ type }) => type);
    expect(events.filter((type) => type !== 'session_revoked').slice(-4)).toEqual([
      'email_changed',
      'access_revoked',
      'email_change_undone',
      'password_reset_requested',
    ]);
  });

  it('makes the address verified if it was before', async () => {
    await accountsOf(host).change(BY_SERVICE, (writer) => writer.verifyEmail({ username: name }));
    const token = await change(owner, thief);
    expect((await undoChange(host, token)).status).toBe(204);
    expect(await account()).toMatchObject({ email: owner, emailVerified: true });
  });

  it('cancels a change that is not confirmed', async () => {
    const { change: pending, undo } = await requestedChange(host, own.access, { from: owner, to: thief });
    expect((await undoChange(host, undo.token)).status).toBe(204);
    expect(await confirm(host, { token: pending.token })).toMatchObject(INVALID);
    expect(await account()).toMatchObject({ email: owner, emailVerified: false });
    expect((await refresh(host.client, own.refresh)).status).toBe(400);
    await host.mailer.withLink(owner, '/reset-password');
    expect(await undoChange(host, undo.token)).toMatchObject(INVALID);
  });

  it('can not be undone by the thief, whose undo links and secrets end', async () => {
    const ofOwner = await change(owner, thief);
    const ofThief = await change(thief, `second-${thief}`);
    const { change: pending, undo: third } = await requestedChange(host, own.access, {
      from: `second-${thief}`,
      to: `third-${thief}`,
    });
    await host.client.postJson('/password/forgot', { email: `second-${thief}` });
    const reset = await host.mailer.withLink(`second-${thief}`, '/reset-password');
    expect((await undoChange(host, ofOwner)).status).toBe(204);
    expect(await undoChange(host, ofThief)).toMatchObject(INVALID);
    expect(await undoChange(host, third.token)).toMatchObject(INVALID);
    expect(await confirm(host, { token: pending.token })).toMatchObject(INVALID);
    const body = { token: reset.token, new_password: NEW_PASSWORD };
    expect(await host.client.postJson('/password/reset', body)).toMatchObject(INVALID);
    expect(await account()).toMatchObject({ email: owner });
  });

  it('of a later change leaves the undo of an earlier one', async () => {
    const ofOwner = await change(owner, thief);
    const ofThief = await change(thief, `second-${thief}`);
    expect((await undoChange(host, ofThief)).status).toBe(204);
    expect(await account()).toMatchObject({ email: thief });
    expect((await undoChange(host, ofOwner)).status).toBe(204);
    expect(await account()).toMatchObject({ email: owner });
  });

  it('can not be kept for later by changing the address back', async () => {
    const ofOwner = await change(owner, thief);
    const ofThief = await change(thief, owner);
    expect(await undoChange(host, ofThief)).toMatchObject(INVALID);
    expect(await undoChange(host, ofOwner)).toMatchObject(INVALID);
    expect(await account()).toMatchObject({ email: owner });
  });

  it('is possible after the password was changed, or reset by the new address', async () => {
    const token = await change(owner, thief);
    await host.client.postJson('/password/forgot', { email: thief });
    const reset = await host.mailer.withLink(thief, '/reset-password');
    const body = { token: reset.token, new_password: NEW_PASSWORD };
    expect((await host.client.postJson('/password/reset', body)).status).toBe(204);
    expect((await undoChange(host, token)).status).toBe(204);
    expect(await account()).toMatchObject({ email: owner });
  });

  it('is refused while another user has the address, and possible afterwards', async () => {
    const token = await change(owner, thief);
    const rival = { username: `rival-${name}`, email: owner, passwordHash: null };
    const { id } = await accountsOf(host).change(BY_SERVICE, (writer) => writer.create(rival));
    const before = await secrets();
    expect(await undoChange(host, token)).toMatchObject(TAKEN);
    expect(await account()).toMatchObject({ email: thief });
    expect((await refresh(host.client, own.refresh)).status).toBe(200);
    expect(await secrets()).toBe(before);
    await accountsOf(host).change(BY_SERVICE, (writer) => writer.delete({ id }));
    expect((await undoChange(host, token)).status).toBe(204);
  });

  it('ends with the account, and rests while the user is deactivated', async () => {
    const token = await change(owner, thief);
    const { id } = (await account()).user;
    await accountsOf(host).change(BY_SERVICE, (writer) => writer.deactivate({ id }));
    expect(await undoChange(host, token)).toMatchObject(INVALID);
    await accountsOf(host).change(BY_SERVICE, (writer) => writer.activate({ id }));
    await accountsOf(host).change(BY_SERVICE, (writer) => writer.delete({ id }));
    expect(await undoChange(host, token)).toMatchObject(INVALID);
  });

  it('ends after seven days', async () => {
    const token = await change(owner, thief);
    clock.travel(7 * 86_400 + 1);
    expect(await undoChange(host, token)).toMatchObject(INVALID);
    expect(await account()).toMatchObject({ email: thief });
  });

  it('is made by no other method, and with a token alone', async () => {
    const token = await change(owner, thief);
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']) {
      const answer = await host.client.send(`/email/undo?token=${token}`, { method });
      expect(answer.status).toBeGreaterThanOrEqual(404);
    }
    for (const body of [{}, { token: 7 }, { token: null }, { token, user_id: 1 }]) {
      expect(await host.client.postJson('/email/undo', body)).toMatchObject({ status: 422 });
    }
    for (const text of ['', '\0', '\uD800', 'x'.repeat(10_000)]) {
      expect(await undoChange(host, text)).toMatchObject(INVALID);
    }
    expect(await account()).toMatchObject({ email: thief });
  });
});

describe('the undo of a change of the e-mail address', () => {
  let host: AccountsHost;

  beforeEach(async () => {
    host = await startAccountsHost('fastify', { accounts: { emailVerification: 'off' } });
  });
  afterEach(() => host.stop());

  it('is not half done after a fault at any of its statements', async () => {
    const own = await signedIn(host.client, 'alice');
    const step = { from: 'alice@example.com', to: 'alice@example.org' };
    const token = await changedEmail(host, own.access, step);
    await allMailsSent(host);
    const sent = host.mailer.mails.length;
    const rows = () => host.database.query('SELECT id FROM one_time_secrets ORDER BY id');
    const before = await rows();
    await new FailingStatements(host.pool).failEach(
      async () => (await undoChange(host, token)).status === 204,
      async () => {
        expect(await accountNamed(host, 'alice')).toMatchObject({ email: step.to });
        expect(await rows()).toEqual(before);
        expect(await host.database.query('SELECT FROM mail_outbox')).toEqual([]);
        expect((await host.client.get('/me/sessions', { Authorization: `Bearer ${own.access}` })).status).toBe(200);
      },
    );
    await allMailsSent(host);
    expect(host.mailer.mails).toHaveLength(sent + 3);
  });

  it('in the transaction of the application is rolled back with it', async () => {
    const own = await signedIn(host.client, 'alice');
    const token = await changedEmail(host, own.access, { from: 'alice@example.com', to: 'alice@example.org' });
    const undos = host.app.get(EmailUndo, { strict: false });
    const client = await host.pool.connect();
    await client.query('BEGIN');
    await host.database.within(client, () => undos.redeem({ token }));
    await client.query('ROLLBACK');
    client.release();
    expect(await accountNamed(host, 'alice')).toMatchObject({ email: 'alice@example.org' });
    expect((await refresh(host.client, own.refresh)).status).toBe(200);
    expect((await undoChange(host, token)).status).toBe(204);
  });
});
