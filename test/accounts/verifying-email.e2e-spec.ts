import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailVerification } from '@portcullis/accounts';
import { Accounts } from '@portcullis/auth';
import { BY_SERVICE } from '@portcullis/auth/spi';
import { RegistrationService } from '@portcullis/users';
import { TravellingClock } from '../transports/support/travelling.clock.js';
import { refresh, tokensOf } from '../sessions/tokens.js';
import { ADAPTERS } from '../support/adapters.js';
import type { Answer } from '../support/client.js';
import { eventually } from '../support/process.js';
import { type AccountsHost, APP_URL, PASSWORD, startAccountsHost } from './accounts-host.js';
import type { ReceivedMail } from './recording.mailer.js';

const INVALID = { status: 400, body: { code: 'invalid_secret', detail: 'The link or the code is not valid' } };

const NOT_VERIFIED = 'E-mail address not verified';

const accountsOf = (host: AccountsHost) => host.app.get(Accounts, { strict: false });

async function isVerified(host: AccountsHost, email: string): Promise<boolean> {
  return (await accountsOf(host).find({ email }))!.emailVerified;
}

describe.each(ADAPTERS)('verifying an address, on %s', (adapter) => {
  const clock = new TravellingClock();
  let host: AccountsHost;
  let name: string;
  let email: string;
  let count = 0;

  beforeAll(async () => {
    host = await startAccountsHost(adapter, { auth: { clock: { useValue: clock } } });
  });
  afterAll(() => host.stop());
  beforeEach(() => {
    count += 1;
    name = `user-${count}`;
    email = `${name}@example.com`;
  });

  const verify = (body: object): Promise<Answer> => host.client.postJson('/email/verify', body);
  const askAgain = (address: string) => host.client.postJson('/email/verification', { email: address });

  async function registered(): Promise<ReceivedMail> {
    expect((await host.client.register({ username: name, email, password: PASSWORD })).status).toBe(201);
    return host.mailer.withLink(email, '/verify-email');
  }

  it('by the link in the mail that a registration sends', async () => {
    const { token, link } = await registered();
    expect(link).toBe(`${APP_URL}/verify-email#token=${token}`);
    expect(await isVerified(host, email)).toBe(false);
    const answer = await verify({ token });
    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await isVerified(host, email)).toBe(true);
    expect(await verify({ token })).toMatchObject(INVALID);
  });

  it('by the code and the address, in any spelling of both', async () => {
    const { code } = await registered();
    expect(await verify({ email: email.toUpperCase(), code: code.toLowerCase().replace('-', '') })).toMatchObject({
      status: 204,
    });
    expect(await isVerified(host, email)).toBe(true);
  });

  it('keeps the sessions, and is published', async () => {
    const { token } = await registered();
    const { refresh: refreshToken } = tokensOf(await host.client.signIn(name, PASSWORD));
    expect((await verify({ token })).status).toBe(204);
    expect((await refresh(host.client, refreshToken)).status).toBe(200);
    const id = String((await accountsOf(host).find({ email }))!.user.id);
    expect(
      host.events.filter(({ subject }) => subject?.id === id).map(({ type, actor }) => [type, actor.kind]),
    ).toEqual(
      expect.arrayContaining([
        ['email_verification_requested', 'anonymous'],
        ['email_verified', 'token_holder'],
      ]),
    );
  });

  it('by a mail that is asked for again, which replaces the one before', async () => {
    const first = await registered();
    expect((await askAgain(email.toUpperCase())).status).toBe(202);
    const second = await host.mailer.withLink(email, '/verify-email', new Set(host.mailer.to(email)));
    expect(await verify({ token: first.token })).toMatchObject(INVALID);
    expect(await verify({ email, code: first.code })).toMatchObject(INVALID);
    expect((await verify({ token: second.token })).status).toBe(204);
  });

  it('is not possible for an address that the user no longer has', async () => {
    const { token, code } = await registered();
    const accounts = accountsOf(host);
    const { id } = (await accounts.find({ email }))!.user;
    await accounts.change(BY_SERVICE, (writer) => writer.setEmail({ id }, `new-${email}`));
    expect(await verify({ token })).toMatchObject(INVALID);
    expect(await verify({ email, code })).toMatchObject(INVALID);
    expect(await verify({ email: `new-${email}`, code })).toMatchObject(INVALID);
    expect(await isVerified(host, `new-${email}`)).toBe(false);
  });

  it('is burnt by wrong codes, with its link', async () => {
    const { token, code } = await registered();
    const wrong = code.startsWith('B') ? 'CCCC-CCCC' : 'BBBB-BBBB';
    for (let guess = 0; guess < 3; guess += 1) {
      expect(await verify({ email, code: wrong })).toMatchObject(INVALID);
    }
    expect(await verify({ email, code })).toMatchObject(INVALID);
    expect(await verify({ token })).toMatchObject(INVALID);
  });

  it('is not done by opening a link', async () => {
    const { token, code } = await registered();
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT']) {
      for (const path of [
        `/email/verify?token=${token}`,
        `/email/verify?email=${email}&code=${code}`,
        '/verify-email',
      ]) {
        expect((await host.client.send(path, { method })).status).toBeGreaterThanOrEqual(404);
      }
    }
    expect(await isVerified(host, email)).toBe(false);
    expect((await verify({ token })).status).toBe(204);
  });

  it.each([
    ['nothing', {}, ['/token']],
    ['a token and a code', { token: 'x', email: 'a@example.com', code: 'x' }, ['/email', '/code']],
    ['an address alone', { email: 'a@example.com' }, ['/code']],
    ['a list of addresses', { email: 'a@example.com,b@example.com', code: 'x' }, ['/email']],
    ['a code that is no text', { email: 'a@example.com', code: ['x'] }, ['/code']],
    ['an unknown member', { token: 'x', verified: true }, ['/verified']],
  ])('is refused with %s', async (_what, body, pointers) => {
    const answer = await verify(body);
    expect(answer.status).toBe(422);
    expect((answer.body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual(pointers);
  });

  it('is asked for at registration in the same transaction, and not if the address is verified', async () => {
    const registrations = host.app.get(RegistrationService, { strict: false });
    const client = await host.pool.connect();
    await client.query('BEGIN');
    await host.database.within(client, () => registrations.register({ username: name, email, password: PASSWORD }));
    await client.query('ROLLBACK');
    client.release();
    const invited = { username: name, email, passwordHash: null, emailVerified: true };
    await accountsOf(host).change(BY_SERVICE, (writer) => writer.create(invited));
    // A mail of a later registration has arrived, so the others would have.
    const later = `later-${email}`;
    await host.client.register({ username: `later-${name}`, email: later, password: PASSWORD });
    await host.mailer.withLink(later, '/verify-email');
    await eventually(async () => (await host.database.query('SELECT FROM mail_outbox')).length === 0, 60_000);
    expect(host.mailer.to(email)).toEqual([]);
  });

  it('in the transaction of the application is rolled back with it', async () => {
    const { token } = await registered();
    const verification = host.app.get(EmailVerification, { strict: false });
    const client = await host.pool.connect();
    await client.query('BEGIN');
    await host.database.within(client, () => verification.redeem({ token }));
    await client.query('ROLLBACK');
    client.release();
    expect(await isVerified(host, email)).toBe(false);
    expect((await verify({ token })).status).toBe(204);
  });

  it('ends with its time: ten minutes for the code, a day for the link', async () => {
    const { token, code } = await registered();
    clock.travel(601);
    expect(await verify({ email, code })).toMatchObject(INVALID);
    clock.travel(23 * 3_600);
    expect((await verify({ token })).status).toBe(204);
  });
});

describe('the option emailVerification', () => {
  it.each(ADAPTERS)("'required' refuses a sign-in until the address is verified, on %s", async (adapter) => {
    const host = await startAccountsHost(adapter, { accounts: { emailVerification: 'required' } });
    try {
      await host.client.register({ username: 'alice', email: 'alice@example.com', password: PASSWORD });
      const refused = await host.client.signIn('alice', PASSWORD);
      expect(refused).toMatchObject({ status: 400 });
      expect(refused.body).toEqual({
        error: 'invalid_grant',
        error_description: NOT_VERIFIED,
        detail: NOT_VERIFIED,
        code: 'email_not_verified',
      });
      expect((await host.client.signIn('alice', 'not the right one')).status).toBe(401);
      expect(host.events.filter(({ type }) => type === 'session_started')).toEqual([]);
      const { token } = await host.mailer.withLink('alice@example.com', '/verify-email');
      expect((await host.client.postJson('/email/verify', { token })).status).toBe(204);
      expect((await host.client.signIn('alice', PASSWORD)).status).toBe(200);
    } finally {
      await host.stop();
    }
  });

  it("'required' is satisfied by a password reset, which proves the address too", async () => {
    const host = await startAccountsHost('fastify', { accounts: { emailVerification: 'required' } });
    try {
      await host.client.register({ username: 'alice', email: 'alice@example.com', password: PASSWORD });
      await host.client.postJson('/password/forgot', { email: 'alice@example.com' });
      const { token } = await host.mailer.withLink('alice@example.com', '/reset-password');
      expect(
        (await host.client.postJson('/password/reset', { token, new_password: 'a violin in the rain' })).status,
      ).toBe(204);
      expect((await host.client.signIn('alice', 'a violin in the rain')).status).toBe(200);
    } finally {
      await host.stop();
    }
  });

  it("'required' stops the start if there is no mailer", async () => {
    const started = startAccountsHost('fastify', { accounts: { emailVerification: 'required', mailer: undefined } });
    await expect(started).rejects.toThrow("emailVerification is 'required', and there is no mailer");
  });

  it("'off' sends no mail at a registration", async () => {
    const host = await startAccountsHost('fastify', { accounts: { emailVerification: 'off' } });
    try {
      await host.client.register({ username: 'alice', email: 'alice@example.com', password: PASSWORD });
      expect(await host.database.query('SELECT FROM mail_outbox')).toEqual([]);
      expect(host.mailer.mails).toEqual([]);
      expect((await host.client.signIn('alice', PASSWORD)).status).toBe(200);
    } finally {
      await host.stop();
    }
  });

  it("'optional' without a mailer registers users, and the routes that need a mail respond with 503", async () => {
    const host = await startAccountsHost('fastify', { accounts: { mailer: undefined } });
    try {
      expect((await host.client.newcomer('alice', PASSWORD)).token).toEqual(expect.any(String));
      for (const path of ['/password/forgot', '/email/verification']) {
        for (const email of ['alice@example.com', 'nobody@example.com']) {
          const answer = await host.client.postJson(path, { email });
          expect(answer).toMatchObject({ status: 503, body: { code: 'mail_unavailable' } });
          expect(answer.headers.get('cache-control')).toBe('no-store');
        }
      }
    } finally {
      await host.stop();
    }
  });
});
