import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { MailOutbox } from '@portcullis/accounts';
import { Database } from '@portcullis/database';
import { ReceivedMail, TestAuth } from '@portcullis/testing';
import { resetsAPassword } from '../documents/testing/resetting-a-password.js';
import { ADAPTERS } from '../support/adapters.js';
import { Client } from '../support/client.js';
import { startHost } from './host.js';
import { startMailHost } from './mail-host.js';

const ADDRESS = 'alice@example.com';
const NEW_PASSWORD = 'a violin in the rain';

describe.each(ADAPTERS)('the mail of an application under test, on %s', (adapter) => {
  let app: INestApplication;
  let stop: () => Promise<void>;
  let auth: TestAuth;
  let client: Client;

  beforeEach(async () => {
    ({ app, stop } = await startMailHost('accounts', adapter));
    auth = TestAuth.of(app);
    client = new Client(await app.getUrl());
    await client.register({ username: 'alice', email: ADDRESS, password: 'an unlikely passphrase' });
  });
  afterEach(() => stop());

  const forgotten = async () => {
    expect((await client.postJson('/password/forgot', { email: ADDRESS })).status).toBe(202);
    return auth.mail.latest(ADDRESS);
  };

  it('is there when a test looks, with its link, its token and its code', async () => {
    const verification = await auth.mail.latest('ALICE@example.com');
    expect(verification).toMatchObject({ to: ADDRESS, subject: 'Verify your e-mail address for Acme' });
    expect((await client.postJson('/email/verify', { token: verification.token })).status).toBe(204);
    const { link, token, code, text, html } = await forgotten();
    expect(link).toBe(`https://app.example.com/reset-password#token=${token}`);
    expect(text).toContain(code);
    expect(html).toContain(link);
    const reset = { email: ADDRESS, code, new_password: NEW_PASSWORD };
    expect((await client.postJson('/password/reset', reset)).status).toBe(204);
    expect((await client.signIn('alice', NEW_PASSWORD)).status).toBe(200);
  });

  it('comes in the order in which it was written, though the clock stands still', async () => {
    await client.postJson('/password/forgot', { email: ADDRESS });
    await client.postJson('/email/verification', { email: ADDRESS });
    await client.postJson('/password/forgot', { email: ADDRESS });
    const subjects = (await auth.mail.all(ADDRESS)).map(({ subject }) => subject.split(' ')[0]);
    expect(subjects).toEqual(['Verify', 'Reset', 'Verify', 'Reset']);
    const { token } = await auth.mail.latest(ADDRESS);
    expect((await client.postJson('/password/reset', { token, new_password: NEW_PASSWORD })).status).toBe(204);
    expect((await auth.mail.latest(ADDRESS)).subject).toContain('password was changed');
  });

  it('is asked for by many at once, and each mail comes once', async () => {
    const looks = await Promise.all(Array.from({ length: 8 }, () => auth.mail.all()));
    expect(looks.map(({ length }) => length)).toEqual(looks.map(() => 1));
  });

  it.each([
    ['a link lives an hour', { minutes: 59, seconds: 59 }, ({ token }: ReceivedMail) => ({ token })],
    ['a code lives ten minutes', { minutes: 9, seconds: 59 }, ({ code }: ReceivedMail) => ({ email: ADDRESS, code })],
  ])('has secrets that follow the clock: %s', async (_what, lifetime, presentedIn) => {
    const expired = presentedIn(await forgotten());
    auth.clock.advance({ ...lifetime, seconds: 60 });
    expect((await client.postJson('/password/reset', { ...expired, new_password: NEW_PASSWORD })).status).toBe(400);
    const valid = presentedIn(await forgotten());
    auth.clock.advance(lifetime);
    expect((await client.postJson('/password/reset', { ...valid, new_password: NEW_PASSWORD })).status).toBe(204);
  });

  it('is limited as in production, by the clock of the test', async () => {
    const resets = async () => (await auth.mail.all()).filter(({ subject }) => subject.startsWith('Reset')).length;
    for (const expected of [1, 2, 3, 3]) {
      await forgotten();
      expect(await resets()).toBe(expected);
    }
    auth.clock.advance({ minutes: 16 });
    await forgotten();
    expect(await resets()).toBe(4);
  });

  it('can be cleared, with what waits to be sent', async () => {
    await auth.mail.clear();
    expect(await auth.mail.all()).toEqual([]);
  });

  it('says which mails there are, if there is none to an address', async () => {
    await expect(auth.mail.latest('bob@example.com')).rejects.toThrow(
      "There is no mail to bob@example.com. Sent were: 'Verify your e-mail address for Acme' to alice@example.com.",
    );
    await auth.mail.clear();
    await expect(auth.mail.latest(ADDRESS)).rejects.toThrow('No mail was sent.');
  });

  it('is received as docs/testing.md shows', () => resetsAPassword(app, auth));
});

describe('the mail of an application that has only the outbox', () => {
  let app: INestApplication;
  let stop: () => Promise<void>;
  let auth: TestAuth;

  beforeAll(async () => {
    ({ app, stop } = await startMailHost('outbox'));
    auth = TestAuth.of(app);
  });
  afterAll(() => stop());

  it('is received by a user of the kit', async () => {
    const { user } = await auth.actingAs(auth.createUser());
    const content = { subject: 'Welcome', text: `Welcome, ${user.username}!`, html: '<p>Welcome!</p>' };
    await app.get(Database, { strict: false }).transaction(async (transaction) => {
      const outbox = app.get(MailOutbox, { strict: false });
      await outbox.put({ purpose: 'welcome', to: 'new@example.com', content }, transaction);
      expect(await auth.mail.all()).toEqual([]);
    });
    const mail = await auth.mail.latest('new@example.com');
    expect(mail).toMatchObject(content);
    for (const secret of ['link', 'token', 'code'] as const) {
      expect(() => mail[secret]).toThrow(/^The text of the mail 'Welcome' has no (link|code):\nWelcome, /);
    }
  });
});

it('an application without AccountsModule is told what is missing', async () => {
  const app = await startHost();
  await expect(TestAuth.of(app).mail.latest(ADDRESS)).rejects.toThrow(
    'This application sends no mail: import AccountsModule of @portcullis/accounts.',
  );
  await app.close();
});
