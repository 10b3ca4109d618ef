import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ReceivedMail, SmtpTestServer } from '../mail/smtp-test-server.js';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { documentOf, mismatches } from '../support/openapi.js';
import { eventually, run, sharedBy, startProcess, temporaryFolder } from '../support/process.js';
import { expectInTime } from '../support/in-time.js';
import { startService } from '../support/service.js';
import { users, usersFed } from '../cli/users.command.js';

const ARRIVES_WITHIN_MS = 60_000;

const MAILBOX = join(import.meta.dirname, '../../scripts/mailbox.mjs');

/** The text of a mail without the line breaks of its encoding. */
function textOf({ raw }: ReceivedMail): string {
  return raw.replace(/=\r\n/g, '').replace(/=3D/g, '=');
}

describe('two instances of the service with a mail server', () => {
  let database: TestDatabase;
  let smtp: SmtpTestServer;
  let env: Record<string, string>;
  let clients: readonly Client[];
  const earlier: ReceivedMail[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    smtp = await SmtpTestServer.start();
    env = {
      ...sharedBy(database.url),
      MAIL_URL: `smtp://127.0.0.1:${smtp.port}`,
      MAIL_FROM: 'Acme <no-reply@acme.example>',
      AUTH_APP_URL: 'https://app.example.com/account/',
    };
    const services = await Promise.all([startProcess({ env }), startProcess({ env })]);
    clients = services.map(({ url }) => new Client(url));
  });
  afterAll(async () => {
    await smtp.stop();
    await database.drop();
  });

  const mailsTo = (address: string) =>
    [...earlier, ...smtp.received].filter(({ recipients }) => recipients.includes(address));

  /** The newest mail to the address with this text, which may be the path of a link. */
  async function mailed(address: string, text: string): Promise<string> {
    return eventually(
      () =>
        mailsTo(address)
          .map(textOf)
          .findLast((mail) => mail.includes(text)),
      ARRIVES_WITHIN_MS,
    );
  }

  it('mails links of the application to a new user, from the configured sender', async () => {
    await clients[0]!.newcomer('alice');
    const mail = await mailed('alice@example.com', '/verify-email#token=');
    expect(mail).toMatch(/^From: Acme <no-reply@acme\.example>/m);
    expect(mail).toContain('https://app.example.com/account/verify-email#token=');
    const [, token] = /#token=([\w-]+)/.exec(mail)!;
    expect((await clients[1]!.postJson('/email/verify', { token })).status).toBe(204);
    expect(mailsTo('alice@example.com')).toHaveLength(1);
  });

  it('sends the mails that commands write', async () => {
    await clients[0]!.newcomer('bob');
    const stdout = 'Mailed bob@example.com a link to set a new password.\n';
    expect(await users(['password', 'BOB'], env)).toMatchObject({ code: 0, stderr: '', stdout });
    const [, token] = /\/reset-password#token=([\w-]+)/.exec(await mailed('bob@example.com', '/reset-password#'))!;
    const changed = await usersFed('a violin in the rain', ['password', 'bob', '--stdin'], env);
    expect(changed).toMatchObject({ code: 0, stderr: '' });
    await mailed('bob@example.com', 'password was changed');
    // The change has ended the reset.
    const late = await clients[1]!.postJson('/password/reset', { token, new_password: 'a cello in the rain' });
    expect(late).toMatchObject({ status: 400, body: { code: 'invalid_secret' } });

    const invited = await users(['invite', 'carol@example.com', '--role', 'admin'], env);
    expect(invited).toMatchObject({ code: 0, stderr: '' });
    expect(invited.stdout).toMatch(/^Invited carol@example\.com until \S+Z, as admin\.\n$/);
    await mailed('carol@example.com', 'https://app.example.com/account/accept-invitation#token=');
    expect(await users(['invite', 'bob@example.com'], env)).toMatchObject({ code: 1, stdout: '' });
    expect(await users(['invite', 'carol'], env)).toMatchObject({ code: 2, stdout: '' });
    expect(await users(['password', 'unknown'], env)).toMatchObject({ code: 3, stdout: '' });
  });

  it('respond as fast while the mail server is down, and send every mail once when it is back', async () => {
    earlier.push(...smtp.received);
    await smtp.stop();
    const names = Array.from({ length: 6 }, (_, index) => `user-${index}`);
    const ask = (index: number, email: string) => clients[index % 2]!.postJson('/password/forgot', { email });
    for (const [index, name] of names.entries()) {
      await clients[index % 2]!.newcomer(name);
      expect((await ask(index, `${name}@example.com`)).status).toBe(202);
    }
    await expectInTime(500, async () => void (await ask(0, 'unknown@example.com')));
    smtp = await SmtpTestServer.start({}, smtp.port);
    for (const name of names) {
      await mailed(`${name}@example.com`, '/verify-email#');
      await mailed(`${name}@example.com`, '/reset-password#');
    }
    // A mail that was asked for later has arrived.
    await clients[0]!.newcomer('last');
    await mailed('last@example.com', '/verify-email#');
    expect(names.map((name) => mailsTo(`${name}@example.com`).length)).toEqual(names.map(() => 2));
    const ids = smtp.received.map(({ raw }) => /^Message-ID: (.+)$/im.exec(raw)?.[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the service in production without a mail server', () => {
  it('says so in one line, responds with 503 to what needs a mail, and does everything else', async () => {
    const database = await createTestDatabase();
    const env = { ...sharedBy(database.url), NODE_ENV: 'production', AUTH_BCRYPT_COST: '10' };
    const service = await startProcess({ env });
    expect(service.stdout().match(/MAIL_URL is not set: no mail is sent/g)).toHaveLength(1);
    const client = new Client(service.url);
    const { token } = await client.newcomer('alice');
    for (const path of ['/password/forgot', '/email/verification']) {
      const answer = await client.postJson(path, { email: 'alice@example.com' });
      expect(answer).toMatchObject({ status: 503, body: { code: 'mail_unavailable' } });
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    }
    expect((await client.me(token)).status).toBe(200);
    expect((await client.get('/mailbox')).status).toBe(404);
    const refused = await users(['password', 'alice'], env);
    expect(refused).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(/^No mail can be sent: .*MAIL_URL/) });
    await database.drop();
  });
});

describe('the service on a development machine', () => {
  it('keeps mails in its mailbox, with a line in the log, and npm run mailbox prints them', async () => {
    const database = await createTestDatabase();
    const env = { ...sharedBy(database.url), DATA_DIR: join(await temporaryFolder(), 'data') };
    const mailbox = async (...args: string[]) => {
      const command = await run(process.execPath, [MAILBOX, ...args], env);
      const { code } = await command.exited;
      return { code, stdout: command.stdout(), stderr: command.stderr() };
    };
    expect(await mailbox()).toEqual({ code: 1, stdout: '', stderr: 'The mailbox has no mail 1: it has 0 mails.\n' });
    const service = await startProcess({ env });
    const client = new Client(service.url);
    for (const name of ['alice', 'bob']) {
      await client.newcomer(name);
      await eventually(() => service.stdout().includes(`Mail to ${name}@example.com: Verify`), ARRIVES_WITHIN_MS);
    }
    expect(service.stdout()).toContain(`${service.url}/mailbox`);
    expect((await mailbox()).stdout).toMatch(/^To: bob@example\.com\n/);
    const { stdout } = await mailbox('2');
    expect(stdout).toMatch(/^To: alice@example\.com\n/);
    expect(stdout).toContain(`\n${service.url}/verify-email#token=`);
    expect((await mailbox('--list')).stdout).toMatch(/^ +1 .*bob@example\.com.*\n +2 .*alice@example\.com.*\n$/);
    expect(await mailbox('newest')).toMatchObject({ code: 2, stdout: '' });
    await database.drop();
  });
});

describe("the service with AUTH_EMAIL_VERIFICATION 'required'", () => {
  it('documents and gives the 202 of a registration that hides addresses', async () => {
    const service = await startService({ runtime: { emailVerification: 'required' } });
    try {
      const { responses } = documentOf(service.app).paths['/register']!['post']!;
      expect(Object.keys(responses).filter((status) => status.startsWith('2'))).toEqual(['202']);
      const registration = { username: 'alice', email: 'alice@example.com', password: 'an unlikely passphrase' };
      const answers = [
        await service.client.register(registration),
        await service.client.register({ ...registration, username: 'alice2' }),
      ];
      for (const { status, body } of answers) {
        expect({ status, body }).toEqual({ status: 202, body: answers[0]!.body });
        const schema = responses['202']!.content!['application/json']!.schema;
        expect(mismatches(documentOf(service.app), schema, body)).toEqual([]);
      }
      expect(await service.client.register(registration)).toMatchObject({
        status: 400,
        body: { code: 'already_registered' },
      });
    } finally {
      await service.stop();
    }
  });
});
