import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Mail, UnsendableMailError } from '@portcullis/accounts';
import { SmtpMailer, type SmtpMailerOptions } from '@portcullis/accounts/smtp';
import type { SMTPServerOptions } from 'smtp-server';
import { TEST_CERTIFICATE, TEST_KEY } from './certificate.js';
import { SmtpTestServer } from './smtp-test-server.js';

const FROM = 'Acme Accounts <no-reply@acme.example>';
const MAIL: Mail = {
  id: 'f1c6f2a0-1111-4222-8333-000000000001',
  to: 'alice@example.com',
  subject: 'Reset your Acme password',
  text: 'The code is WDJB-MJHT. – Grüße\n',
  html: '<p>The code is <b>WDJB-MJHT</b>. – Grüße</p>\n',
};
const TLS: SMTPServerOptions = { key: TEST_KEY, cert: TEST_CERTIFICATE, disabledCommands: [] };
const WITH_PASSWORD: SMTPServerOptions = {
  authOptional: false,
  allowInsecureAuth: true,
  onAuth: ({ username, password }, _session, callback) => {
    const isRight = username === 'mail user' && password === 'p@ss:w/rd';
    callback(isRight ? null : new Error('Invalid username or password'), { user: username });
  },
};
const CREDENTIALS = 'mail%20user:p%40ss%3Aw%2Frd@';

describe('SmtpMailer', () => {
  const servers: SmtpTestServer[] = [];
  const raw: { server: Server; sockets: Socket[] }[] = [];
  const mailers: SmtpMailer[] = [];

  afterEach(async () => {
    mailers.splice(0).forEach((mailer) => mailer.onApplicationShutdown());
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    for (const { server, sockets } of raw.splice(0)) {
      sockets.forEach((socket) => socket.destroy());
      server.close();
    }
  });

  const start = async (options?: SMTPServerOptions): Promise<SmtpTestServer> => {
    const server = await SmtpTestServer.start(options);
    servers.push(server);
    return server;
  };
  const mailerAt = (url: string, options: Partial<SmtpMailerOptions> = {}): SmtpMailer => {
    const mailer = new SmtpMailer({ url, from: FROM, ...options });
    mailers.push(mailer);
    return mailer;
  };
  /** A server that is no mail server. */
  const startRaw = async (connected: (socket: Socket) => void): Promise<number> => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => {});
      connected(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    raw.push({ server, sockets });
    return (server.address() as AddressInfo).port;
  };

  it('sends text and HTML to one recipient, with the headers of an automatic mail', async () => {
    const server = await start();
    await mailerAt(`smtp://127.0.0.1:${server.port}`).send(MAIL);
    expect(server.received).toHaveLength(1);
    const [{ from, recipients, raw: message }] = server.received as [(typeof server.received)[0]];
    expect([from, recipients]).toEqual(['no-reply@acme.example', ['alice@example.com']]);
    const head = message.slice(0, message.indexOf('\r\n\r\n'));
    const headers = head.replaceAll('\r\n ', ' ').split('\r\n');
    expect(headers).toEqual(
      expect.arrayContaining([
        'From: Acme Accounts <no-reply@acme.example>',
        'To: alice@example.com',
        'Subject: Reset your Acme password',
        'Message-ID: <f1c6f2a0-1111-4222-8333-000000000001@acme.example>',
        'Auto-Submitted: auto-generated',
        expect.stringMatching(/^Date: /),
        expect.stringMatching(/^Content-Type: multipart\/alternative;/),
      ]),
    );
    expect(head).not.toMatch(/^(?:X-Mailer|Bcc|Cc):/im);
    expect(message).toContain('Content-Type: text/plain; charset=utf-8');
    expect(message).toContain('Content-Type: text/html; charset=utf-8');
    expect(message).toContain('Gr=C3=BC=C3=9Fe');
  });

  it('sends several mails over one connection', async () => {
    const server = await start();
    const mailer = mailerAt(`smtp://127.0.0.1:${server.port}`);
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => mailer.send({ ...MAIL, to: `${name}@example.com` })));
    expect(server.received.map(({ recipients }) => recipients[0])).toEqual(
      ['a', 'b', 'c', 'd'].map((name) => `${name}@example.com`),
    );
    expect(server.connections).toBe(1);
  });

  it('sends in the scripts of the world', async () => {
    const server = await start();
    await mailerAt(`smtp://127.0.0.1:${server.port}`).send({
      ...MAIL,
      to: 'alice@münchen.example',
      subject: '你好 🔑',
    });
    const [{ raw: message }] = server.received as [(typeof server.received)[0]];
    expect(message).toContain('To: alice@xn--mnchen-3ya.example');
    expect(message).toContain('Subject: =?UTF-8?');
  });

  describe('and TLS', () => {
    it('changes to TLS before it says the password, by STARTTLS', async () => {
      const server = await start({ ...TLS, ...WITH_PASSWORD });
      await mailerAt(`smtp://${CREDENTIALS}127.0.0.1:${server.port}`, { ca: TEST_CERTIFICATE }).send(MAIL);
      expect(server.received).toMatchObject([{ isSecure: true, user: 'mail user' }]);
    });

    it('begins with TLS for smtps', async () => {
      const server = await start({ ...TLS, ...WITH_PASSWORD, secure: true });
      await mailerAt(`smtps://${CREDENTIALS}127.0.0.1:${server.port}`, { ca: TEST_CERTIFICATE }).send(MAIL);
      expect(server.received).toMatchObject([{ isSecure: true, user: 'mail user' }]);
    });

    it.each(['smtp', 'smtps'])('refuses a certificate that no authority vouches for, over %s', async (scheme) => {
      const server = await start({ ...TLS, secure: scheme === 'smtps' });
      await expect(mailerAt(`${scheme}://127.0.0.1:${server.port}`).send(MAIL)).rejects.toThrow(/certificate/);
      expect(server.received).toEqual([]);
    });

    it('says no password without TLS to a host that is not known to be this machine', async () => {
      const server = await start(WITH_PASSWORD);
      const mailer = mailerAt(`smtp://${CREDENTIALS}0.0.0.0:${server.port}`);
      await expect(mailer.send(MAIL)).rejects.toThrow(/STARTTLS/);
      await mailerAt(`smtp://${CREDENTIALS}0.0.0.0:${server.port}`, { requireTls: false }).send(MAIL);
      expect(server.received).toHaveLength(1);
    });

    it('fails at a server without TLS if TLS is required', async () => {
      const server = await start();
      const mailer = mailerAt(`smtp://127.0.0.1:${server.port}`, { requireTls: true });
      await expect(mailer.send(MAIL)).rejects.toThrow();
      expect(server.received).toEqual([]);
    });
  });

  describe('and a server that', () => {
    it('refuses the password: the error does not name it', async () => {
      const server = await start(WITH_PASSWORD);
      const error: unknown = await mailerAt(`smtp://mail%20user:sesame@127.0.0.1:${server.port}`)
        .send(MAIL)
        .catch((caught: unknown) => caught);
      expect(String(error)).toMatch(/Invalid login/);
      expect(String(error)).not.toContain('sesame');
    });

    it('refuses the recipient', async () => {
      const server = await start({
        onRcptTo: (_address, _session, callback) =>
          callback(Object.assign(new Error('No such user'), { responseCode: 550 })),
      });
      await expect(mailerAt(`smtp://127.0.0.1:${server.port}`).send(MAIL)).rejects.toThrow(/550/);
    });

    it('is not there', async () => {
      const server = await start();
      await server.stop();
      servers.length = 0;
      await expect(mailerAt(`smtp://127.0.0.1:${server.port}`).send(MAIL)).rejects.toThrow(/ECONNREFUSED/);
    });

    it('never greets', async () => {
      const port = await startRaw(() => {});
      await expect(mailerAt(`smtp://127.0.0.1:${port}`, { timeoutSeconds: 1 }).send(MAIL)).rejects.toThrow(
        /timeout|greeting/i,
      );
    });

    it('falls silent after the greeting', async () => {
      const port = await startRaw((socket) => socket.write('220 ready\r\n'));
      await expect(mailerAt(`smtp://127.0.0.1:${port}`, { timeoutSeconds: 1 }).send(MAIL)).rejects.toThrow(/timeout/i);
    });

    it('drops the connection while it receives the mail, which is not sent again here', async () => {
      let connections = 0;
      const server = await start({
        onData: (_stream, _session, callback) => {
          connections += 1;
          callback(Object.assign(new Error('Closing'), { responseCode: 421 }));
        },
      });
      await expect(mailerAt(`smtp://127.0.0.1:${server.port}`).send(MAIL)).rejects.toThrow();
      expect(connections).toBe(1);
    });

    it('closes the connection at once', async () => {
      let connections = 0;
      const port = await startRaw((socket) => {
        connections += 1;
        socket.destroy();
      });
      await expect(mailerAt(`smtp://127.0.0.1:${port}`).send(MAIL)).rejects.toThrow();
      expect(connections).toBe(1);
    });

    it('hangs: the outbox ends the wait', async () => {
      const port = await startRaw(() => {});
      const controller = new AbortController();
      const sent = mailerAt(`smtp://127.0.0.1:${port}`).send(MAIL, controller.signal);
      controller.abort();
      await expect(sent).rejects.toThrow(/abort/i);
    });
  });

  it.each<[string, Partial<Mail>]>([
    ['a list of recipients', { to: 'alice@example.com, mallory@example.com' }],
    ['a recipient with a name', { to: 'Alice <alice@example.com>' }],
    ['a recipient of two lines', { to: 'alice@example.com\r\nBcc: mallory@example.com' }],
    ['a subject of two lines', { subject: 'Hello\r\nBcc: mallory@example.com' }],
    ['a subject with U+0000', { subject: 'Hello\0' }],
  ])('refuses %s before it connects', async (_what, wrong) => {
    const server = await start();
    await expect(mailerAt(`smtp://127.0.0.1:${server.port}`).send({ ...MAIL, ...wrong })).rejects.toThrow(
      UnsendableMailError,
    );
    expect(server.connections).toBe(0);
  });

  describe('has options that', () => {
    const refusal = (options: Partial<SmtpMailerOptions>): string => {
      try {
        void new SmtpMailer({ url: 'smtp://localhost', from: FROM, ...options });
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    };

    it.each([
      'localhost:587',
      'http://user:sesame@localhost',
      'smtp://',
      'smtp://user:sesame@',
      'smtp://user@localhost',
      'smtp://:sesame@localhost',
      'smtp://user:sesame@localhost:0',
      'smtp://user:sesame@localhost:99999',
      'smtp://user:ses%ZZame@localhost',
      'smtp://user:sesame@localhost/path',
      'smtp://user:sesame@localhost?pool=true',
      'smtp://user:sesame@local host',
      'smtp://user:sesame@localhost\r\n',
      '',
    ])('refuse the URL %p in a sentence without the password', (url) => {
      const message = refusal({ url });
      expect(message).toMatch(/^The option url of SmtpMailer must be smtp:.*Write: new SmtpMailer\(/);
      expect(message).not.toMatch(/ses(?:ame|%)/);
    });

    it.each([
      'Acme',
      'a@example.com, b@example.com',
      'Acme <a@example.com>\r\nBcc: b@example.com',
      'A\r\nX: y <a@b.example>',
    ])('refuse the sender %p', (from) => {
      expect(refusal({ from })).toMatch(/^The option from of SmtpMailer must be one e-mail address/);
    });
  });
});
