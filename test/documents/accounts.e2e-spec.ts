import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { MailTexts } from '@portcullis/accounts';
import { Accounts } from '@portcullis/auth';
import { BY_SERVICE, NO_REQUEST } from '@portcullis/auth/spi';
import { TestAuth, withTestAuth } from '@portcullis/testing';
import type { Browser, Page } from 'playwright-core';
import { findBrowser, launchBrowser } from '../browser/chromium.js';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { AppModule } from './accounts/app.module.js';
import { LostLaptops } from './accounts/lost-laptops.js';
import { pool } from './accounts/settings.js';

const FOLDER = join(import.meta.dirname, 'accounts');
const SITE = 'https://shop.example.com';
const PASSWORD = 'an unlikely passphrase';
const NEW_PASSWORD = 'a violin in the rain';

const browserPath = findBrowser();

/** What docs/accounts.md quotes. */
describe('the application of docs/accounts.md', () => {
  let database: TestDatabase;
  let app: INestApplication;
  let auth: TestAuth;
  let client: Client;
  let name = 'user';
  let id: string;
  let token: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool.options.connectionString = database.url;
    await pool.query('CREATE TABLE laptops (name text, is_lost boolean NOT NULL)');
    await pool.query('CREATE TABLE orders (user_id text, is_open boolean NOT NULL)');
    const module = await withTestAuth(Test.createTestingModule({ imports: [AppModule] })).compile();
    app = module.createNestApplication();
    await app.listen(0, '127.0.0.1');
    auth = TestAuth.of(app);
    client = new Client(await app.getUrl());
  });
  afterAll(async () => {
    await app.close();
    await pool.end();
    await database.drop();
  });

  beforeEach(async () => {
    name += 'x';
    ({ token } = await client.newcomer(name));
    const { rows } = await pool.query<{ id: number }>('SELECT id FROM users WHERE username = $1', [name]);
    id = String(rows[0]!.id);
    await auth.mail.clear();
  });

  const address = () => `${name}@example.com`;

  it('sends texts of its own, with names escaped', async () => {
    await client.postJson('/password/forgot', { email: address() });
    const { subject, link, code, html } = await auth.mail.latest(address());
    expect(subject).toBe('Ein neues Passwort für Acme Shop');
    expect(html).toContain(`<a href="${link}">`);
    expect(html).toContain(code);
    const facts = {
      username: '<b>',
      at: 0,
      origin: NO_REQUEST,
      link,
      linkLifetimeSeconds: 1,
      code,
      codeLifetimeSeconds: 1,
    };
    expect(app.get(MailTexts, { strict: false }).passwordReset(facts).html).toContain('Hallo &#60;b&#62;,');
  });

  it('starts a reset in its own transaction, or does nothing', async () => {
    const laptops = app.get(LostLaptops, { strict: false });
    await pool.query('INSERT INTO laptops VALUES ($1, false)', [name]);
    const isLost = async () =>
      (await pool.query<{ is_lost: boolean }>('SELECT is_lost FROM laptops WHERE name = $1', [name])).rows[0]!.is_lost;

    await expect(laptops.report(name, '0', BY_SERVICE)).rejects.toMatchObject({ code: 'unknown_account' });
    expect([await isLost(), await auth.mail.all()]).toEqual([false, []]);

    await laptops.report(name, id, BY_SERVICE);
    expect(await isLost()).toBe(true);
    expect((await auth.mail.latest(address())).link).toMatch(/\/reset-password#token=/);
  });

  it('refuses the deletion of an account with open orders', async () => {
    const ask = () =>
      client.postJson('/me/deletion', { current_password: PASSWORD }, { Authorization: `Bearer ${token}` });
    await pool.query('INSERT INTO orders VALUES ($1, true)', [id]);
    expect(await ask()).toMatchObject({ status: 409, body: { code: 'open_orders' } });
    expect([(await client.signIn(name, PASSWORD)).status, await auth.mail.all()]).toEqual([200, []]);

    await pool.query('UPDATE orders SET is_open = false');
    expect((await ask()).status).toBe(202);
    expect((await auth.mail.latest(address())).subject).toBe('Your Acme Shop account will be deleted');
    const accounts = app.get(Accounts, { strict: false });
    await accounts.change(BY_SERVICE, (writer) => writer.delete({ id }));
    expect((await pool.query('SELECT FROM orders WHERE user_id IS NULL')).rowCount).toBe(1);
  });

  (browserPath === undefined ? describe.skip : describe)('has a page that', () => {
    let browser: Browser;
    let page: Page;
    const requested: string[] = [];

    beforeAll(async () => {
      browser = await launchBrowser(browserPath ?? '');
      page = await browser.newPage();
      await page.route(`${SITE}/**`, async (route) => {
        const request = route.request();
        const { pathname } = new URL(request.url());
        requested.push(`${request.method()} ${pathname}`);
        const file = { '/reset-password': 'reset-password.html', '/reset-password.js': 'reset-password.js' }[pathname];
        if (file) {
          const contentType = file.endsWith('.js') ? 'text/javascript' : 'text/html';
          await route.fulfill({ contentType, body: readFileSync(join(FOLDER, file)) });
          return;
        }
        const init = { method: request.method(), headers: request.headers(), body: request.postData() };
        const { status, headers, text } = await client.send(pathname, init);
        await route.fulfill({ status, headers: Object.fromEntries(headers), body: text });
      });
    });
    afterAll(() => browser.close());

    async function choose(password: string): Promise<string> {
      const done = page.waitForResponse(`${SITE}/password/reset`);
      await page.getByLabel('New password').fill(password);
      await page.getByRole('button').click();
      await done;
      await page.getByRole('status').filter({ hasText: /./ }).waitFor();
      return (await page.getByRole('status').textContent()) ?? '';
    }

    it('changes nothing when the link is opened, and sets a password by a button', async () => {
      await client.postJson('/password/forgot', { email: address() });
      const { link } = await auth.mail.latest(address());
      requested.length = 0;
      await page.goto(link);
      await page.getByRole('button').waitFor();
      expect(page.url()).toBe(`${SITE}/reset-password`);
      expect(requested.filter((line) => !line.endsWith('favicon.ico'))).toEqual([
        'GET /reset-password',
        'GET /reset-password.js',
      ]);
      expect(await choose('password')).toMatch(/^Please choose another password: /);
      await page.goto(link);
      expect(await choose(NEW_PASSWORD)).toBe('Your password is set. Please sign in.');
      expect((await client.signIn(name, NEW_PASSWORD)).status).toBe(200);
      await page.goto('about:blank');
      await page.goto(link);
      expect(await choose(NEW_PASSWORD)).toBe('This link was used already, or is too old. Please ask for a new one.');
    });
  });
});
