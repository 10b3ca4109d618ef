import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { FileMailbox } from '@portcullis/accounts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { receivedMail } from './received-mail.js';

const PAGES = ['/reset-password', '/verify-email', '/change-email', '/undo-email', '/accept-invitation'];

const FILES = ['account-page.js', 'post.js', 'problems.js', 'show-password.js', 'pages.css', 'icon.svg'];

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
};

const MAIL = { to: 'bob@example.com', subject: 'Hello', text: 'Text', html: '<p>HTML</p>' };

describe.each(ADAPTERS)('the pages that links in mails lead to, on %s', (adapter) => {
  let service: TestService;
  let mailbox: FileMailbox;

  beforeAll(async () => {
    service = await startService({ adapter, sendsMails: true });
    mailbox = service.app.get(FileMailbox, { strict: false });
  });
  afterAll(() => service.stop());

  it.each(PAGES)('%s has no inline script or style, and forbids them', async (path) => {
    const page = await service.client.get(path);
    expect(page.status).toBe(200);
    expect(Object.fromEntries(page.headers)).toMatchObject(HEADERS);
    expect(page.text).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc="\.\/pages\/)/i);
  });

  it.each(PAGES)('%s loads nothing but files of the service', async (path) => {
    const { text } = await service.client.get(path);
    const loaded = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!);
    expect(loaded.filter((url) => !/^\.\/(?:pages\/[\w.-]+|[\w-]+)$/.test(url))).toEqual([]);
    expect(loaded.filter((url) => url.startsWith('./pages/'))).toHaveLength(3);
  });

  it.each(FILES)('get the file %s', async (name) => {
    const { status, headers, text } = await service.client.get(`/pages/${name}`);
    expect({ status, caching: headers.get('cache-control') }).toEqual({ status: 200, caching: 'no-cache' });
    expect(headers.get('content-type')).toMatch(/^text\/(?:javascript|css); charset=utf-8$|^image\/svg\+xml/);
    expect(text).not.toBe('');
  });

  it.each(['html.js', '..%2fhtml%2fhtml.js', '__proto__', 'constructor'])('get no other file: %s', async (name) => {
    expect((await service.client.get(`/pages/${name}`)).status).toBe(404);
  });

  it('change nothing, however often they are requested', async () => {
    await service.client.newcomer('alice');
    await service.client.postJson('/password/forgot', { email: 'alice@example.com' });
    const { token } = await receivedMail(mailbox, 'alice@example.com', '/reset-password');
    for (let round = 0; round < 10; round += 1) {
      for (const method of ['GET', 'HEAD', 'OPTIONS']) {
        for (const path of PAGES) {
          const { status } = await service.client.send(`${path}?token=${token}`, { method });
          expect({ method, path, status }).toEqual({ method, path, status: method === 'OPTIONS' ? 405 : 200 });
        }
      }
    }
    const answer = await service.client.postJson('/password/reset', { token, new_password: 'a violin in the rain' });
    expect(answer.status).toBe(204);
  });

  it('refuse other methods', async () => {
    const answer = await service.client.postJson('/reset-password', { token: 'x' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  describe('the mailbox', () => {
    it('lists the mails, the newest first', async () => {
      const [older, newer] = [randomUUID(), randomUUID()];
      await mailbox.send({ ...MAIL, id: older });
      await mailbox.send({ ...MAIL, id: newer, subject: 'Later' });
      const { status, headers, text } = await service.client.get('/mailbox');
      expect(status).toBe(200);
      expect(Object.fromEntries(headers)).toMatchObject(HEADERS);
      expect(text.indexOf(newer)).toBeGreaterThan(0);
      expect(text.indexOf(newer)).toBeLessThan(text.indexOf(older));
      expect(text).toContain('Later');
      expect(text).toContain('bob@example.com');
    });

    it('shows the text of a mail, with its links', async () => {
      const id = randomUUID();
      const text = 'Open <b>this</b>:\nhttps://app.example.com/x?a=1&b=2#token=a_b-c';
      await mailbox.send({ ...MAIL, id, subject: 'Rock & <i>roll</i>', text });
      const page = await service.client.get(`/mailbox/${id}`);
      expect(Object.fromEntries(page.headers)).toMatchObject(HEADERS);
      expect(page.text).toContain('Rock &amp; &lt;i&gt;roll&lt;/i&gt;');
      expect(page.text).toContain('Open &lt;b&gt;this&lt;/b&gt;:\n');
      expect(page.text).toContain('<a href="https://app.example.com/x?a=1&amp;b=2#token=a_b-c">');
    });

    it('shows the HTML of a mail without its scripts', async () => {
      const id = randomUUID();
      await mailbox.send({ ...MAIL, id });
      const { headers, text } = await service.client.get(`/mailbox/${id}/html`);
      expect(text).toBe(MAIL.html);
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'unsafe-inline'; .*; sandbox$/,
      );
      expect(headers.get('cache-control')).toBe('no-store');
    });

    it.each(['/mailbox/nothing', '/mailbox/..%2f..', '/mailbox/nothing/html'])('has no mail at %s', async (path) => {
      const answer = await service.client.get(path);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, 'no-store']);
    });

    it('shows nothing to a foreign site whose name leads to this machine', async () => {
      const { port } = new URL(service.client.url);
      for (const host of ['evil.example.com', 'localhost.example.com', '127.0.0.1.example.com', 'a b', '[']) {
        expect([host, await statusFor(service.client.url, host)]).toEqual([host, 403]);
      }
      expect(await statusFor(service.client.url, `localhost:${port}`)).toBe(200);
    });
  });
});

/** `fetch` sends the host of the URL only. */
async function statusFor(url: string, host: string): Promise<number | undefined> {
  const [response] = (await once(get(`${url}/mailbox`, { headers: { Host: host } }), 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

describe('the pages of the service', () => {
  const statusesWith = async (runtime: Parameters<typeof startService>[0] & object) => {
    const service = await startService(runtime);
    try {
      const paths = [...PAGES, '/pages/pages.css', '/mailbox'];
      return await Promise.all(paths.map(async (path) => (await service.client.get(path)).status));
    } finally {
      await service.stop();
    }
  };
  const mailServer = { mailUrl: 'smtp://127.0.0.1:1', mailFrom: 'portcullis@example.com' };

  it('are left out if links lead to an application', async () => {
    const appUrl = 'https://app.example.com';
    expect(await statusesWith({ runtime: { appUrl } })).toEqual([404, 404, 404, 404, 404, 200, 200]);
    expect(await statusesWith({ runtime: { appUrl, ...mailServer } })).toEqual([404, 404, 404, 404, 404, 404, 404]);
  });

  it('are there in production and with a mail server, without the mailbox', async () => {
    expect(await statusesWith({ runtime: { production: true } })).toEqual([200, 200, 200, 200, 200, 200, 404]);
    expect(await statusesWith({ runtime: mailServer })).toEqual([200, 200, 200, 200, 200, 200, 404]);
  });

  it('show the mailbox to no other machine', async () => {
    const service = await startService({ runtime: { trustProxy: 1 } });
    try {
      const statusFrom = async (address: string) =>
        (await service.client.get('/mailbox', { 'X-Forwarded-For': address })).status;
      expect(await statusFrom('192.0.2.7')).toBe(403);
      expect(await statusFrom('::1')).toBe(200);
    } finally {
      await service.stop();
    }
  });
});
