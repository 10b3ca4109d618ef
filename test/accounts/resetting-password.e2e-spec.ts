import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PasswordReset } from '@portcullis/accounts';
import { Accounts } from '@portcullis/auth';
import { BY_SERVICE } from '@portcullis/auth/spi';
import { TravellingClock } from '../transports/support/travelling.clock.js';
import { refresh, signedIn } from '../sessions/tokens.js';
import { ADAPTERS } from '../support/adapters.js';
import type { Answer } from '../support/client.js';
import { type AccountsHost, APP_URL, PASSWORD, startAccountsHost } from './accounts-host.js';
import { postAsHost } from './claimed-host.js';
import { countingHashes, whileHashingIsFull } from './full-hashing.js';
import type { ReceivedMail } from './recording.mailer.js';

const NEW = 'a violin in the rain';

const INVALID = { status: 400, body: { code: 'invalid_secret', detail: 'The link or the code is not valid' } };

describe.each(ADAPTERS)('resetting a password, on %s', (adapter) => {
  const clock = new TravellingClock();
  let host: AccountsHost;
  let name: string;
  let email: string;
  let count = 0;

  beforeAll(async () => {
    host = await startAccountsHost(adapter, {
      accounts: { emailVerification: 'off' },
      auth: { clock: { useValue: clock } },
    });
  });
  afterAll(() => host.stop());
  beforeEach(() => {
    count += 1;
    name = `user-${count}`;
    email = `${name}@example.com`;
  });

  const forgot = (address: string, headers = {}) =>
    host.client.postJson('/password/forgot', { email: address }, headers);
  const reset = (body: object): Promise<Answer> => host.client.postJson('/password/reset', body);

  async function mailed(address = email): Promise<ReceivedMail> {
    const known = new Set(host.mailer.mails);
    expect((await forgot(address)).status).toBe(202);
    return host.mailer.withLink(email, '/reset-password', known);
  }

  it('by the link sets the password, ends all sessions and does not sign the user in', async () => {
    const { access, refresh: refreshToken } = await signedIn(host.client, name);
    const { token, link } = await mailed();
    expect(link).toBe(`${APP_URL}/reset-password#token=${token}`);
    const answer = await reset({ token, new_password: NEW });
    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect((await host.client.get('/me/sessions', { Authorization: `Bearer ${access}` })).status).toBe(401);
    expect((await refresh(host.client, refreshToken)).status).toBe(400);
    expect((await host.client.signIn(name, PASSWORD)).status).toBe(401);
    expect((await host.client.signIn(name, NEW)).status).toBe(200);
    expect(await reset({ token, new_password: PASSWORD })).toMatchObject(INVALID);
  });

  it('by the code needs the address, in any spelling of both', async () => {
    await signedIn(host.client, name);
    const { code } = await mailed();
    const typed = ` ${code.toLowerCase().replace('-', ' ')}`;
    const answer = await reset({ email: `${name.toUpperCase()}@EXAMPLE.com`, code: typed, new_password: NEW });
    expect(answer).toMatchObject({ status: 204, text: '' });
    expect((await host.client.signIn(name, NEW)).status).toBe(200);
    expect(await reset({ email, code, new_password: PASSWORD })).toMatchObject(INVALID);
  });

  it('verifies the address, and tells the user', async () => {
    await signedIn(host.client, name);
    const accounts = host.app.get(Accounts, { strict: false });
    expect(await accounts.find({ email })).toMatchObject({ emailVerified: false });
    const { token } = await mailed();
    const known = new Set(host.mailer.mails);
    expect((await reset({ token, new_password: NEW })).status).toBe(204);
    const account = await accounts.find({ email });
    expect(account).toMatchObject({ emailVerified: true });
    await host.mailer.eventually((mail) => mail.to === email && !known.has(mail) && /changed/.test(mail.subject));
    const subject = { id: String(account!.user.id) };
    const published = host.events
      .filter((event) => event.subject?.id === subject.id)
      .map(({ type, actor }) => ({ type, actor }));
    expect(published).toEqual(
      expect.arrayContaining([
        { type: 'password_reset_requested', actor: { kind: 'anonymous' } },
        { type: 'password_changed', actor: { kind: 'token_holder' } },
        { type: 'email_verified', actor: { kind: 'token_holder' } },
      ]),
    );
  });

  it('goes to the stored spelling of the address, and nowhere else', async () => {
    await signedIn(host.client, name);
    const known = new Set(host.mailer.mails);
    await mailed(`${name.toUpperCase()}@ExAmple.COM`);
    expect(host.mailer.mails.filter((mail) => !known.has(mail)).map(({ to }) => to)).toEqual([email]);
  });

  it('sets a first password for a user without one', async () => {
    await host.app
      .get(Accounts, { strict: false })
      .change(BY_SERVICE, (writer) => writer.create({ username: name, email, passwordHash: null }));
    const { token } = await mailed();
    expect((await reset({ token, new_password: NEW })).status).toBe(204);
    expect((await host.client.signIn(name, NEW)).status).toBe(200);
  });

  it('opens an account that was closed by guesses', async () => {
    await signedIn(host.client, name);
    let status = 401;
    for (let guess = 0; guess < 40 && status === 401; guess += 1) {
      ({ status } = await host.client.signIn(name, 'a wrong password'));
    }
    expect(status).toBe(429);
    const { token } = await mailed();
    expect((await reset({ token, new_password: NEW })).status).toBe(204);
    expect((await host.client.signIn(name, NEW)).status).toBe(200);
  });

  it('is used up by nothing but a new password', async () => {
    await signedIn(host.client, name);
    const { token, code, link } = await mailed();
    const refused = { status: 422, body: { errors: [{ pointer: '/new_password', detail: expect.any(String) }] } };
    for (const password of ['short', 'password1', name, email, `${name}-1984`, 'x'.repeat(1_025)]) {
      expect(await reset({ token, new_password: password })).toMatchObject(refused);
      expect(await reset({ email, code, new_password: password })).toMatchObject(refused);
    }
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']) {
      for (const path of ['/password/reset', '/reset-password', `/password/reset?token=${token}&new_password=${NEW}`]) {
        expect((await host.client.send(path, { method })).status).toBeGreaterThanOrEqual(404);
      }
    }
    expect(new URL(link).search).toBe('');
    expect((await host.client.signIn(name, PASSWORD)).status).toBe(200);
    expect((await reset({ token, new_password: NEW })).status).toBe(204);
  });

  it('is used up by no request that finds the hashing queue full', async () => {
    await signedIn(host.client, name);
    const { token } = await mailed();
    const answer = await whileHashingIsFull(host, () => reset({ token, new_password: NEW }));
    expect(answer).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await reset({ token, new_password: NEW })).status).toBe(204);
  });

  it('of many requests at once one succeeds, and the others cost no hash', async () => {
    await signedIn(host.client, name);
    const { token } = await mailed();
    const sent = () => Promise.all(Array.from({ length: 16 }, () => reset({ token, new_password: NEW })));
    const { result, hashes } = await countingHashes(host, sent);
    expect(result.map(({ status }) => String(status)).toSorted()).toEqual(['204', ...Array(15).fill('400')]);
    expect(hashes).toBe(1);
  });

  it('of two mails the newer counts', async () => {
    await signedIn(host.client, name);
    const older = await mailed();
    const newer = await mailed();
    expect(await reset({ token: older.token, new_password: NEW })).toMatchObject(INVALID);
    expect(await reset({ email, code: older.code, new_password: NEW })).toMatchObject(INVALID);
    expect((await reset({ token: newer.token, new_password: NEW })).status).toBe(204);
  });

  it('is burnt by wrong codes, with its link', async () => {
    await signedIn(host.client, name);
    const { token, code } = await mailed();
    const wrong = code.startsWith('B') ? 'CCCC-CCCC' : 'BBBB-BBBB';
    for (let guess = 0; guess < 3; guess += 1) {
      expect(await reset({ email, code: wrong, new_password: NEW })).toMatchObject(INVALID);
    }
    expect(await reset({ email, code, new_password: NEW })).toMatchObject(INVALID);
    expect(await reset({ token, new_password: NEW })).toMatchObject(INVALID);
    expect((await host.client.signIn(name, PASSWORD)).status).toBe(200);
  });

  it('is not possible by the code or the token of another address or purpose', async () => {
    await signedIn(host.client, name);
    await signedIn(host.client, `other-${name}`);
    const { token, code } = await mailed();
    expect(await reset({ email: `other-${name}@example.com`, code, new_password: NEW })).toMatchObject(INVALID);
    expect(await host.client.postJson('/email/verify', { token })).toMatchObject(INVALID);
    expect(await host.client.postJson('/email/verify', { email, code })).toMatchObject(INVALID);
    expect((await host.client.signIn(`other-${name}`, PASSWORD)).status).toBe(200);
    expect((await reset({ token, new_password: NEW })).status).toBe(204);
  });

  it('ends with the address, the account and the activity of the user', async () => {
    const accounts = host.app.get(Accounts, { strict: false });
    await signedIn(host.client, name);
    const id = (await accounts.find({ email }))!.user.id;
    const first = await mailed();
    await accounts.change(BY_SERVICE, (writer) => writer.setEmail({ id }, `new-${email}`));
    expect(await reset({ token: first.token, new_password: NEW })).toMatchObject(INVALID);
    await accounts.change(BY_SERVICE, (writer) => writer.setEmail({ id }, email));
    const second = await mailed();
    await accounts.change(BY_SERVICE, (writer) => writer.deactivate({ id }));
    await accounts.change(BY_SERVICE, (writer) => writer.activate({ id }));
    expect(await reset({ token: second.token, new_password: NEW })).toMatchObject(INVALID);
    const third = await mailed();
    await accounts.change(BY_SERVICE, (writer) => writer.delete({ id }));
    expect(await reset({ token: third.token, new_password: NEW })).toMatchObject(INVALID);
  });

  it.each([
    ['neither a token nor a code', {}, ['/token']],
    ['a token and a code', { token: 'x', email: 'a@example.com', code: 'x' }, ['/email', '/code']],
    ['a code without an address', { code: 'x' }, ['/email']],
    ['an address without a code', { email: 'a@example.com' }, ['/code']],
    ['a token that is no text', { token: 7 }, ['/token']],
    ['a bad address', { email: 'a@b@example.com', code: 'x' }, ['/email']],
    ['an unknown member', { token: 'x', user_id: 1 }, ['/user_id']],
  ])('is refused with %s', async (_what, body, pointers) => {
    const answer = await reset({ ...body, new_password: NEW });
    expect(answer.status).toBe(422);
    expect((answer.body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual(pointers);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    ['no text at all', ''],
    ['a short text', 'x'],
    ['a long text', 'x'.repeat(10_000)],
    ['U+0000', '\0'],
    ['half a surrogate pair', '\uD800'],
    ['the name of a prototype', '__proto__'],
    ['SQL', "' OR 1=1 --"],
  ])('is refused with %s as the token and as the code', async (_what, text) => {
    expect(await reset({ token: text, new_password: NEW })).toMatchObject(INVALID);
    expect(await reset({ email: 'nobody@example.com', code: text, new_password: NEW })).toMatchObject(INVALID);
  });

  it('has links to the application, whatever the request claims', async () => {
    await signedIn(host.client, name);
    const spoofed = {
      'X-Forwarded-Host': 'evil.example',
      Forwarded: 'host=evil.example;proto=http',
      Origin: 'https://evil.example',
      Referer: 'https://evil.example/',
      'X-Original-URL': 'https://evil.example/',
    };
    expect((await forgot(email, spoofed)).status).toBe(202);
    expect(await postAsHost('evil.example', `${host.client.url}/password/forgot`, { email })).toBe(202);
    for (const mail of await host.mailer.allTo(email, 2)) {
      expect(mail.text).toContain(`${APP_URL}/reset-password#token=`);
      expect(JSON.stringify(mail)).not.toContain('evil');
    }
  });

  it('in the transaction of the application is rolled back with it', async () => {
    await signedIn(host.client, name);
    const { token } = await mailed();
    const resets = host.app.get(PasswordReset, { strict: false });
    const client = await host.pool.connect();
    await client.query('BEGIN');
    await host.database.within(client, () => resets.redeem({ token }, NEW));
    await client.query('ROLLBACK');
    client.release();
    expect((await host.client.signIn(name, PASSWORD)).status).toBe(200);
    expect((await reset({ token, new_password: NEW })).status).toBe(204);
  });

  it('ends with its time: ten minutes for the code, an hour for the link', async () => {
    await signedIn(host.client, name);
    const { token, code } = await mailed();
    clock.travel(601);
    expect(await reset({ email, code, new_password: NEW })).toMatchObject(INVALID);
    clock.travel(2_980);
    expect(await reset({ token, new_password: 'short' })).toMatchObject({ status: 422 });
    clock.travel(20);
    expect(await reset({ token, new_password: NEW })).toMatchObject(INVALID);
  });
});
