import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { AccountPages, descriptionOf, expectSection, typedTexts } from './account-pages.js';
import { findBrowserFor, launchBrowser } from './chromium.js';
import { FAINT_TEXTS } from './faint-texts.js';
import { type CompiledService, startCompiledService } from './support.js';

const PAGES = ['/reset-password', '/verify-email', '/change-email', '/undo-email', '/accept-invitation'];

const PASSWORD = 'an unlikely passphrase';
const NEW_PASSWORD = 'a violin in the rain';

const browserPath = findBrowserFor('the account pages in a browser');

(browserPath === undefined ? describe.skip : describe)('the account pages in a browser', () => {
  let browser: Browser;
  let service: CompiledService;
  let pages: AccountPages;

  beforeAll(async () => {
    [browser, service] = await Promise.all([launchBrowser(browserPath ?? ''), startCompiledService()]);
    pages = new AccountPages(browser, service);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), service.stop()]);
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });

  const forgotPassword = async (name: string, known: readonly string[] = []) => {
    await pages.client.postJson('/password/forgot', { email: `${name}@example.com` });
    return pages.mail(`${name}@example.com`, '/reset-password', known);
  };

  it('reset a password by the link in the mailbox', async () => {
    await pages.client.newcomer('mia');
    const { id, link } = await forgotPassword('mia');
    await pages.scan(link);
    const tab = await pages.open('/mailbox');
    await tab.page
      .locator('a', { hasText: 'Reset your Portcullis password' })
      .and(tab.page.locator(`[href$="${id}"]`))
      .click();
    await tab.page.getByRole('link', { name: link }).click();
    await tab.heading.waitFor();
    expect(tab.page.url()).toBe(`${service.url}/reset-password`);
    expect(await pages.signIn('mia', PASSWORD)).toBe(200);
    await tab.section.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD);
    await tab.button('Set the new password').click();
    await expectSection(tab, 'Your password is changed');
    expect([await pages.signIn('mia', PASSWORD), await pages.signIn('mia', NEW_PASSWORD)]).toEqual([401, 200]);
    expect(await typedTexts(tab)).toEqual([]);
    expect(tab.log.errors).toEqual([]);
  });

  it('reset a password by the HTML of the mail', async () => {
    await pages.client.newcomer('noah');
    const { id } = await forgotPassword('noah');
    const tab = await pages.open(`/mailbox/${id}`);
    await tab.page.getByRole('link', { name: 'View as HTML' }).click();
    await tab.page.getByRole('link', { name: 'Choose a new password' }).click();
    await tab.button('Set the new password').waitFor();
    expect(tab.log.errors).toEqual([]);
  });

  it('reset a password by a typed code, with the keyboard alone', async () => {
    await pages.client.newcomer('ida');
    const { code } = await forgotPassword('ida');
    const tab = await pages.open('/reset-password');
    const type = async (text: string) => {
      await tab.page.keyboard.press('Tab');
      await tab.page.keyboard.type(text);
    };
    await type(' ida@example.com ');
    await type('BBBB-BBBB');
    await type(NEW_PASSWORD);
    await tab.page.keyboard.press('Enter');
    await tab.page.getByRole('alert').filter({ hasText: 'This code does not work.' }).waitFor();
    expect(await tab.section.getByLabel('E-mail address').inputValue()).toBe(' ida@example.com ');
    expect(await tab.section.getByLabel('New password', { exact: true }).inputValue()).toBe(NEW_PASSWORD);
    await tab.section.getByLabel('Code').focus();
    await tab.page.keyboard.press('ControlOrMeta+A');
    await tab.page.keyboard.type(code.replace('-', ' ').toLowerCase());
    await tab.page.keyboard.press('Enter');
    await expectSection(tab, 'Your password is changed');
    expect(await pages.signIn('ida', NEW_PASSWORD)).toBe(200);
  });

  it('tell at the field why a password was refused, and use up nothing', async () => {
    await pages.client.newcomer('ben');
    const { link } = await forgotPassword('ben');
    const tab = await pages.open(link);
    const field = tab.section.getByLabel('New password', { exact: true });
    await field.fill('short');
    await tab.button('Show password').click();
    expect(await field.getAttribute('type')).toBe('text');
    await field.press('Enter');
    await tab.page.locator('[aria-invalid="true"]').waitFor();
    expect(await descriptionOf(field)).toMatch(/at least 8 characters\b.*at least 8 characters\b/i);
    expect(await field.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    expect([await field.inputValue(), await field.getAttribute('type')]).toEqual(['short', 'password']);
    await field.fill(NEW_PASSWORD);
    await field.press('Enter');
    await expectSection(tab, 'Your password is changed');
  });

  it('send a new mail after a used link, and go on with its code', async () => {
    await pages.client.newcomer('eva');
    const { id, link } = await forgotPassword('eva');
    const first = await pages.open(link);
    await first.section.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD);
    await first.button('Set the new password').click();
    await expectSection(first, 'Your password is changed');
    const tab = await pages.open(link);
    await tab.section.getByLabel('New password', { exact: true }).fill('another violin in the rain');
    await tab.button('Set the new password').click();
    await expectSection(tab, 'This link no longer works');
    await tab.section.getByLabel('E-mail address').fill('eva@example.com');
    await tab.button('Send the mail').click();
    await expectSection(tab, 'Reset your password');
    await tab.section.getByText('If an account has this address, a mail is on its way.').waitFor();
    const { code } = await pages.mail('eva@example.com', '/reset-password', [id]);
    await tab.section.getByLabel('Code').fill(code);
    await tab.button('Set the new password').click();
    await expectSection(tab, 'Your password is changed');
    expect(await pages.signIn('eva', 'another violin in the rain')).toBe(200);
  });

  it('verify an address', async () => {
    const { token } = await pages.client.newcomer('finn');
    const { link } = await pages.mail('finn@example.com', '/verify-email');
    await pages.scan(link);
    const tab = await pages.open(link);
    expect((await pages.client.me(token)).body).toMatchObject({ email_verified: false });
    await tab.button('Verify the address').click();
    await expectSection(tab, 'Your address is verified');
    expect((await pages.client.me(token)).body).toMatchObject({ email_verified: true });
    expect(tab.log.errors).toEqual([]);
  });

  it('verify an address by a typed code, after a new mail', async () => {
    const { token } = await pages.client.newcomer('lena');
    const { id } = await pages.mail('lena@example.com', '/verify-email');
    const tab = await pages.open('/verify-email');
    await tab.section.getByLabel('E-mail address').fill('lena@example.com');
    await tab.button('Send me a new mail').click();
    await tab.button('Send the mail').click();
    await expectSection(tab, 'Verify your address');
    const { code } = await pages.mail('lena@example.com', '/verify-email', [id]);
    await tab.section.getByLabel('Code').fill(code);
    await tab.button('Verify the address').click();
    await expectSection(tab, 'Your address is verified');
    expect((await pages.client.me(token)).body).toMatchObject({ email_verified: true });
  });

  it('change an address, and undo the change', async () => {
    const { token } = await pages.client.newcomer('paul');
    const bearer = { Authorization: `Bearer ${token}` };
    const change = { email: 'new@example.com', current_password: PASSWORD };
    expect((await pages.client.postJson('/me/email', change, bearer)).status).toBe(202);
    const confirmation = await pages.mail('new@example.com', '/change-email');
    const notice = await pages.mail('paul@example.com', '/undo-email');
    await pages.scan(confirmation.link);
    await pages.scan(notice.link);
    const tab = await pages.open(confirmation.link);
    expect((await pages.client.me(token)).body).toMatchObject({ email: 'paul@example.com' });
    await tab.button('Use this address').click();
    await expectSection(tab, 'Your address is changed');
    expect((await pages.client.me(token)).body).toMatchObject({ email: 'new@example.com', email_verified: true });
    const undoing = await pages.open(notice.link);
    await undoing.button('Undo the change').click();
    await expectSection(undoing, 'The change is undone');
    expect((await pages.client.me(token)).status).toBe(401);
    await pages.mail('paul@example.com', '/reset-password');
    expect([...tab.log.errors, ...undoing.log.errors]).toEqual([]);
  });

  it('accept an invitation, after a name that is taken', async () => {
    await pages.client.newcomer('root');
    await service.grantRole('root', 'admin');
    const signIn = { username: 'root', password: PASSWORD, scope: 'users:write' };
    const admin = (await pages.client.postForm('/token', signIn)).body['access_token'];
    const invitation = { email: 'guest@example.com' };
    await pages.client.postJson('/invitations', invitation, { Authorization: `Bearer ${String(admin)}` });
    const { link } = await pages.mail('guest@example.com', '/accept-invitation');
    await pages.scan(link);
    const tab = await pages.open(link);
    const username = tab.section.getByLabel('Username');
    await username.fill('root');
    await tab.section.getByLabel('Password', { exact: true }).fill(NEW_PASSWORD);
    await tab.button('Create the account').click();
    await tab.page.locator('[aria-invalid="true"]').waitFor();
    expect(await descriptionOf(username)).toMatch(/Username already taken/);
    await username.fill('guest');
    await username.press('Enter');
    await expectSection(tab, 'Your account is ready');
    expect(await pages.signIn('guest', NEW_PASSWORD)).toBe(200);
  });

  it('explain what they can’t do, and keep what was typed', async () => {
    const tab = await pages.open('/reset-password#token=x');
    const field = tab.section.getByLabel('New password', { exact: true });
    await field.fill(NEW_PASSWORD);
    for (const [status, code, retryAfter, text] of [
      [429, 'too_many_attempts', '400', 'Too many attempts. Try again in 7 minutes.'],
      [503, 'service_unavailable', '2', 'The service is busy. Please try again in 2 seconds.'],
      [503, 'mail_unavailable', '60', 'The service can’t send mails at present. Please try again later.'],
      [500, 'internal_error', '', 'The service has failed. Please try again later.'],
    ] as const) {
      await tab.page.route('**/password/reset', (route) =>
        route.fulfill({ status, headers: { 'Retry-After': retryAfter }, json: { status, code, detail: 'Detail' } }),
      );
      await tab.button('Set the new password').click();
      await tab.page.getByRole('alert').filter({ hasText: text }).waitFor();
      await tab.page.unroute('**/password/reset');
    }
    await tab.page.context().setOffline(true);
    await tab.button('Set the new password').click();
    const alert = tab.page.getByRole('alert').filter({ hasText: 'The service can’t be reached.' });
    await alert.waitFor();
    expect(await alert.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    expect(await field.inputValue()).toBe(NEW_PASSWORD);
  });

  it('say that they need JavaScript', async () => {
    const { page } = await pages.open('/reset-password#token=x', { javaScriptEnabled: false });
    expect(await page.getByRole('main').innerText()).toMatch(/^This page needs JavaScript\./);
    expect(page.url()).toMatch(/#token=x$/);
  });

  it('have names and descriptions for screen readers', async () => {
    const tab = await pages.open('/reset-password');
    expect(await tab.page.locator('html').getAttribute('lang')).toBe('en');
    expect(await tab.section.ariaSnapshot()).toBe(
      [
        '- region "Reset your password":',
        '  - heading "Reset your password" [level=1]',
        '  - paragraph: Type the code from the mail and choose a new password. You will then be signed out on all your devices.',
        '  - text: E-mail address of your account',
        '  - textbox "E-mail address of your account"',
        '  - text: Code from the mail',
        '  - textbox "Code from the mail"',
        '  - paragraph: Like WDJB-MJHT',
        '  - text: New password',
        '  - textbox "New password"',
        '  - button "Show password"',
        '  - paragraph: At least 8 characters. A few words that only you would put together are easy to remember.',
        '  - button "Set the new password"',
        '  - paragraph:',
        '    - button "Send me a new mail"',
      ].join('\n'),
    );
  });

  describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
    it.each(PAGES)('%s is readable on a phone and on a desktop, without scrolling sideways', async (path) => {
      const { page, log } = await pages.open(path, { colorScheme });
      await page.evaluate(`
        document.querySelectorAll('section').forEach((section) => (section.hidden = false));
        document.querySelectorAll('.note, .message, .problem').forEach((text) => (text.textContent = 'What happened'));
      `);
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 720 });
        expect(await page.evaluate(FAINT_TEXTS)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      }
      expect(log.errors).toEqual([]);
    });
  });
});
