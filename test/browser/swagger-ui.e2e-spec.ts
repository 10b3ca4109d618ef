import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { Client } from '../support/client.js';
import { findBrowserFor, launchBrowser, OTHER_HOST, PageLog } from './chromium.js';
import { type CompiledService, startCompiledService } from './support.js';
import { FAINT_TEXTS } from './faint-texts.js';
import { EXAMPLE, SwaggerUi } from './swagger-ui.js';

/** A path whose response is not HTML and requests nothing. */
const BLANK_PATH = '/health/live';

const browserPath = findBrowserFor('Swagger UI in a browser');

(browserPath === undefined ? describe.skip : describe)('Swagger UI in a browser', () => {
  let browser: Browser;
  let service: CompiledService;
  let page: Page;
  let log: PageLog;
  let ui: SwaggerUi;

  beforeAll(async () => {
    [browser, service] = await Promise.all([launchBrowser(browserPath ?? ''), startCompiledService()]);
    // One page for all tests: a new page takes seconds to load Swagger UI. Playwright's routing would turn off the cache too.
    page = await browser.newPage({ viewport: { width: 1280, height: 1024 } });
    page.setDefaultTimeout(10_000);
    log = await PageLog.attachTo(page);
    ui = new SwaggerUi(page, service.url);
    expect((await new Client(service.url).register(EXAMPLE)).status).toBe(201);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), service.stop()]);
  });

  beforeEach(async () => {
    // Leaves the previous page but stays on the site, so that Chromium keeps its process.
    await page.goto(new URL(BLANK_PATH, service.url).href);
    log.clear();
  });

  it('registers with the example values, authorizes, and reads the current user', async () => {
    await service.deleteAllUsers();
    await ui.open();
    const { username, email } = EXAMPLE;
    const user = { id: 1, username, email, email_verified: false, is_active: true };
    expect(await ui.execute('authentication-register')).toEqual({ status: '201', body: user });
    await ui.authorize(EXAMPLE.username, EXAMPLE.password);
    await ui.waitUntilSignedIn();
    expect(await ui.execute('users-me')).toEqual({ status: '200', body: { ...user, roles: [] } });
    expect(log.errors).toEqual([]);
  });

  it('signs in at the token endpoint with the example values', async () => {
    await ui.open();
    const token = await ui.execute('authentication-token');
    expect(token).toMatchObject({ status: '200', body: { token_type: 'bearer', expires_in: 1800 } });
    expect(log.errors).toEqual([]);
  });

  it('refreshes at the token endpoint with the token of the last response', async () => {
    await ui.open();
    const block = await ui.openOperation('authentication-token');
    const { body } = await ui.executeOpened(block);
    await block.locator('[data-property-name="grant_type"] select').selectOption('refresh_token');
    const { refresh_token: token } = body as { readonly refresh_token: string };
    await block.locator('[data-property-name="refresh_token"] input[type="text"]').fill(token);
    const response = page.waitForResponse('**/token');
    await block.getByRole('button', { name: 'Execute' }).click();
    const refreshed = (await (await response).json()) as { readonly refresh_token: string };
    expect(refreshed.refresh_token).not.toBe(token);
    expect(refreshed).toMatchObject({ token_type: 'bearer' });
  });

  it.each([
    ['light', 'a desktop', 1280],
    ['dark', 'a desktop', 1280],
    ['light', 'a phone', 390],
    ['dark', 'a phone', 390],
  ] as const)('is readable in %s colours on %s', async (colorScheme, _device, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 1024 });
    try {
      await ui.open();
      expect(await ui.execute('administration-listUsers')).toMatchObject({ status: '401' });
      expect(await page.evaluate(FAINT_TEXTS)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
      await page.getByRole('button', { name: 'Authorize' }).click();
      await ui.closeDialog();
    } finally {
      await page.emulateMedia({ colorScheme: null });
      await page.setViewportSize({ width: 1280, height: 1024 });
    }
  });

  it('lists all users for an administrator who requests the scope', async () => {
    await service.grantRole(EXAMPLE.username, 'admin');
    await ui.open();
    await ui.authorize(EXAMPLE.username, EXAMPLE.password);
    await ui.waitUntilSignedIn();
    expect(await ui.execute('administration-listUsers')).toMatchObject({
      status: '403',
      body: { detail: 'Missing scope users:read' },
    });
    await ui.open();
    await ui.authorize(EXAMPLE.username, EXAMPLE.password, 'users:read');
    await ui.waitUntilSignedIn();
    const { status, body } = await ui.execute('administration-listUsers');
    expect(status).toBe('200');
    expect(body).toMatchObject({ users: [{ username: EXAMPLE.username, roles: ['admin'] }], next: null });
  });

  it('sends no token after logging out', async () => {
    await ui.open();
    await ui.authorize(EXAMPLE.username, EXAMPLE.password);
    await ui.dialog.getByRole('button', { name: 'Remove authorization' }).click();
    await ui.closeDialog();
    expect(await ui.execute('users-me')).toMatchObject({ status: '401', body: { detail: 'Not authenticated' } });
  });

  it('shows a failed sign-in beside the password', async () => {
    await ui.open();
    await ui.authorize(EXAMPLE.username, 'wrong');
    await ui.dialog.getByText('Incorrect username or password').waitFor();
    expect(await ui.dialog.getByRole('button', { name: 'Remove authorization' }).count()).toBe(0);
    expect(log.errors).toEqual([expect.stringContaining('401 (Unauthorized)')]);
  });

  it('asks only for a username and a password', async () => {
    await ui.open();
    await page.getByRole('button', { name: 'Authorize' }).click();
    const inputs = ui.dialog.locator('input:visible, select:visible');
    expect(await inputs.evaluateAll((elements) => elements.map(({ id }) => id))).toEqual([
      'oauth_username',
      'oauth_password',
    ]);
  });

  it('keeps no token after the page is closed', async () => {
    await ui.open();
    await ui.authorize(EXAMPLE.username, EXAMPLE.password);
    await ui.dialog.getByRole('button', { name: 'Remove authorization' }).waitFor();
    expect(await page.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])')).toBe('[{},{},""]');
    await ui.open();
    expect(await ui.execute('users-me')).toMatchObject({ status: '401' });
  });

  it.each(['/docs', '/docs/'])('loads everything from the service, without a failed request, at %s', async (path) => {
    await ui.open(path);
    await page.waitForLoadState('networkidle');
    expect(log.failures).toEqual([]);
    expect(new Set(log.requested.map(originOf))).toEqual(new Set([service.url]));
    expect(log.errors).toEqual([]);
  });

  it('contacts no external validator', async () => {
    const { port } = new URL(service.url);
    await page.goto(`http://${OTHER_HOST}:${port}/docs`);
    await page.locator('.opblock').first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(new Set(log.requested.map(originOf))).toEqual(new Set([`http://${OTHER_HOST}:${port}`]));
    expect(log.errors.filter((error) => error.startsWith('CSP'))).toEqual([]);
  });

  it('does not show a document of another site that a link names', async () => {
    await ui.open(`/docs?url=${encodeURIComponent('https://evil.example.com/openapi.json')}`);
    await page.waitForLoadState('networkidle');
    expect(await page.locator('.info .title').textContent()).toContain('Portcullis');
    expect(log.requested.filter((url) => originOf(url) !== service.url)).toEqual([]);
  });

  it('lists registration and sign-in first, and no schemas', async () => {
    await ui.open();
    expect(await page.title()).toBe('Portcullis');
    const summaries = await page.locator('.opblock-summary').allTextContents();
    expect(summaries.slice(0, 2)).toEqual([
      expect.stringMatching(/^POST.register.*Register/),
      expect.stringMatching(/^POST.token.*Sign in/),
    ]);
    expect(await page.locator('.opblock-tag').evaluateAll((tags) => tags.map((tag) => tag.dataset['tag']))).toEqual([
      'authentication',
      'users',
      'account',
      'sessions',
      'service',
      'health',
      'administration',
    ]);
    expect(await page.locator('section.models').count()).toBe(0);
  });
});

function originOf(url: string): string {
  return new URL(url).origin;
}
