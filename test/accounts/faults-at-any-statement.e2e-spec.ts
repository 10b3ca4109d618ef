import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WaitingMails } from '@portcullis/auth/spi';
import { signedIn } from '../sessions/tokens.js';
import { type AccountsHost, PASSWORD, startAccountsHost } from './accounts-host.js';
import { FailingStatements } from './failing-statements.js';
import type { ReceivedMail } from './recording.mailer.js';

const NEW = 'a violin in the rain';

describe('is not half done, whichever statement fails:', () => {
  let host: AccountsHost;
  let faults: FailingStatements;

  beforeAll(async () => {
    host = await startAccountsHost('fastify', { accounts: { sending: false } });
    faults = new FailingStatements(host.pool);
  });
  afterAll(() => host.stop());

  const waiting = async (purpose: string) =>
    (await host.database.query('SELECT FROM mail_outbox WHERE purpose = $1', [purpose])).length;

  /** Sends what waits. */
  async function mailed(name: string, path: string): Promise<ReceivedMail> {
    await host.app.get(WaitingMails, { strict: false }).sendAll();
    return host.mailer.withLink(`${name}@example.com`, path);
  }

  async function expectOldPassword(name: string, token: string): Promise<void> {
    expect((await host.client.signIn(name, PASSWORD)).status).toBe(200);
    expect((await host.client.get('/me/sessions', { Authorization: `Bearer ${token}` })).status).toBe(200);
    expect(await waiting('password_changed')).toBe(0);
  }

  it('a change of the password', async () => {
    const { access } = await signedIn(host.client, 'alice');
    const body = { current_password: PASSWORD, new_password: NEW };
    await faults.failEach(
      async () =>
        (await host.client.postJson('/me/password', body, { Authorization: `Bearer ${access}` })).status === 204,
      () => expectOldPassword('alice', access),
    );
    expect((await host.client.signIn('alice', NEW)).status).toBe(200);
    expect(await waiting('password_changed')).toBe(1);
    await host.app.get(WaitingMails, { strict: false }).sendAll();
  });

  it.each(['token', 'code'])('a reset by the %s, which stays valid', async (kind) => {
    const { access } = await signedIn(host.client, kind);
    const email = `${kind}@example.com`;
    await host.client.postJson('/password/forgot', { email });
    const { token, code } = await mailed(kind, '/reset-password');
    const body = { ...(kind === 'token' ? { token } : { email, code }), new_password: NEW };
    await faults.failEach(
      async () => (await host.client.postJson('/password/reset', body)).status === 204,
      () => expectOldPassword(kind, access),
    );
    expect((await host.client.signIn(kind, NEW)).status).toBe(200);
    expect(await waiting('password_changed')).toBe(1);
    await host.app.get(WaitingMails, { strict: false }).sendAll();
  });

  it('a verification, whose token stays valid', async () => {
    await signedIn(host.client, 'bob');
    const { token } = await mailed('bob', '/verify-email');
    const isVerified = async () =>
      (
        await host.database.query<{ email_verified: boolean }>('SELECT email_verified FROM users WHERE username = $1', [
          'bob',
        ])
      )[0]!.email_verified;
    await faults.failEach(
      async () => (await host.client.postJson('/email/verify', { token })).status === 204,
      async () => expect(await isVerified()).toBe(false),
    );
    expect(await isVerified()).toBe(true);
  });

  it('a registration and the request for its mail', async () => {
    const registration = { username: 'carol', email: 'carol@example.com', password: PASSWORD };
    const carols = async () => (await host.database.query("SELECT FROM users WHERE username = 'carol'")).length;
    const before = await waiting('email_verification');
    await faults.failEach(
      async () => (await host.client.register(registration)).status === 201,
      async () => expect([await carols(), await waiting('email_verification')]).toEqual([0, before]),
    );
    expect([await carols(), await waiting('email_verification')]).toEqual([1, before + 1]);
  });
});
