import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { Client } from '../support/client.js';
import { findBrowser, launchBrowser, OTHER_HOST, PageDiary } from './chromium.js';
import { type CompiledService, startCompiledService } from './support.js';

/** What Swagger UI fills in for a newcomer. */
const EXAMPLE = { username: 'alice', email: 'alice@example.com', password: 'correct horse battery staple' };

/** An answer of the service's that is no page, and asks for nothing. */
const ELSEWHERE = '/health/live';

const browserPath = findBrowser();
if (browserPath === undefined) {
  const reason = 'No Chromium found: not in CHROMIUM_PATH, and none on the PATH';
  if (process.env['CI']) {
    throw new Error(reason);
  }
  process.stderr.write(`Swagger UI is not tried in a browser. ${reason}.\n`);
}

(browserPath === undefined ? describe.skip : describe)('Swagger UI in a browser', () => {
  let browser: Browser;
  let service: CompiledService;
  let page: Page;
  let diary: PageDiary;

  beforeAll(async () => {
    [browser, service] = await Promise.all([launchBrowser(browserPath ?? ''), startCompiledService()]);
    // A page that is loaded again is there at once; a new one reads Swagger UI from the beginning, which takes seconds. So
    // does every one where Playwright is asked to route: that turns off what the browser remembers.
    page = await browser.newPage({ viewport: { width: 1280, height: 1024 } });
    page.setDefaultTimeout(10_000);
    diary = await PageDiary.keep(page);
    expect((await new Client(service.url).register(EXAMPLE)).status).toBe(201);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), service.stop()]);
  });

  beforeEach(async () => {
    // Away from the page before, and not so far that Chromium would end its process.
    await page.goto(new URL(ELSEWHERE, service.url).href);
    diary.startOver();
  });

  it('lets a newcomer register with what is filled in, authorize, and ask who they are', async () => {
    await service.forgetEverybody();
    await openDocs();
    const person = { id: 1, username: EXAMPLE.username, email: EXAMPLE.email, is_active: true };
    expect(await execute('authentication-register')).toEqual({ status: '201', body: person });
    await authorize(EXAMPLE.username, EXAMPLE.password);
    await signedIn();
    expect(await execute('users-me')).toEqual({ status: '200', body: { ...person, roles: [] } });
    expect(diary.complaints).toEqual([]);
  });

  it('lets somebody sign in at the token endpoint with what is filled in', async () => {
    await openDocs();
    const token = await execute('authentication-token');
    expect(token).toMatchObject({ status: '200', body: { token_type: 'bearer', expires_in: 1800 } });
    expect(diary.complaints).toEqual([]);
  });

  it('lets an administrator ask for a scope, and see everybody', async () => {
    await service.grantRole(EXAMPLE.username, 'admin');
    await openDocs();
    await authorize(EXAMPLE.username, EXAMPLE.password);
    await signedIn();
    expect(await execute('users-listUsers')).toMatchObject({
      status: '403',
      body: { detail: 'Missing scope users:read' },
    });
    await openDocs();
    await authorize(EXAMPLE.username, EXAMPLE.password, 'users:read');
    await signedIn();
    const { status, body } = await execute('users-listUsers');
    expect(status).toBe('200');
    expect(body).toMatchObject({ users: [{ username: EXAMPLE.username, roles: ['admin'] }], next: null });
  });

  it('is a stranger again after logging out', async () => {
    await openDocs();
    await authorize(EXAMPLE.username, EXAMPLE.password);
    await dialog().getByRole('button', { name: 'Remove authorization' }).click();
    await closeDialog();
    expect(await execute('users-me')).toMatchObject({ status: '401', body: { detail: 'Not authenticated' } });
  });

  it('shows what is wrong where the password is', async () => {
    await openDocs();
    await authorize(EXAMPLE.username, 'wrong');
    await dialog().getByText('Incorrect username or password').waitFor();
    expect(await dialog().getByRole('button', { name: 'Remove authorization' }).count()).toBe(0);
    expect(diary.complaints).toEqual([expect.stringContaining('401 (Unauthorized)')]);
  });

  it('asks for a username and a password, and for nothing else', async () => {
    await openDocs();
    await page.getByRole('button', { name: 'Authorize' }).click();
    const inputs = dialog().locator('input:visible, select:visible');
    expect(await inputs.evaluateAll((elements) => elements.map(({ id }) => id))).toEqual([
      'oauth_username',
      'oauth_password',
    ]);
  });

  it('keeps no token beyond the page', async () => {
    await openDocs();
    await authorize(EXAMPLE.username, EXAMPLE.password);
    await dialog().getByRole('button', { name: 'Remove authorization' }).waitFor();
    expect(await page.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])')).toBe('[{},{},""]');
    await openDocs();
    expect(await execute('users-me')).toMatchObject({ status: '401' });
  });

  it.each(['/docs', '/docs/'])('loads nothing from elsewhere, and everything that it asks for, at %s', async (path) => {
    await openDocs(path);
    await page.waitForLoadState('networkidle');
    expect(diary.failures).toEqual([]);
    expect(new Set(diary.requested.map(originOf))).toEqual(new Set([service.url]));
    expect(diary.complaints).toEqual([]);
  });

  it('tells no validator elsewhere of a service that can be reached by name', async () => {
    const { port } = new URL(service.url);
    await page.goto(`http://${OTHER_HOST}:${port}/docs`);
    await page.locator('.opblock').first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(new Set(diary.requested.map(originOf))).toEqual(new Set([`http://${OTHER_HOST}:${port}`]));
    expect(diary.complaints.filter((complaint) => complaint.startsWith('CSP'))).toEqual([]);
  });

  it('shows no document of somebody else whom a link names', async () => {
    await openDocs(`/docs?url=${encodeURIComponent('https://evil.example.com/openapi.json')}`);
    await page.waitForLoadState('networkidle');
    expect(await page.locator('.info .title').textContent()).toContain('Portcullis');
    expect(diary.requested.filter((url) => originOf(url) !== service.url)).toEqual([]);
  });

  it('shows a newcomer what they need first, first, and no list of schemas', async () => {
    await openDocs();
    expect(await page.title()).toBe('Portcullis');
    const summaries = await page.locator('.opblock-summary').allTextContents();
    expect(summaries.slice(0, 2)).toEqual([
      expect.stringMatching(/^POST.register.*Register/),
      expect.stringMatching(/^POST.token.*Sign in/),
    ]);
    expect(await page.locator('.opblock-tag').evaluateAll((tags) => tags.map((tag) => tag.dataset['tag']))).toEqual([
      'authentication',
      'users',
      'sessions',
      'service',
      'health',
    ]);
    expect(await page.locator('section.models').count()).toBe(0);
  });

  async function openDocs(path = '/docs'): Promise<void> {
    await page.goto(new URL(path, service.url).href);
    await page.locator('.opblock').first().waitFor();
  }

  function dialog(): Locator {
    return page.locator('.modal-ux');
  }

  async function closeDialog(): Promise<void> {
    await dialog().getByRole('button', { name: 'Close' }).first().click();
    await dialog().waitFor({ state: 'detached' });
  }

  async function authorize(username: string, password: string, scope?: string): Promise<void> {
    await page.getByRole('button', { name: 'Authorize' }).click();
    await dialog().getByLabel('username').fill(username);
    await dialog().getByLabel('password').fill(password);
    if (scope !== undefined) {
      await dialog().locator('.scopes').getByText(scope, { exact: true }).click();
    }
    await dialog().getByRole('button', { name: 'Apply given OAuth2 credentials' }).click();
  }

  async function signedIn(): Promise<void> {
    await dialog().getByRole('button', { name: 'Remove authorization' }).waitFor();
    await closeDialog();
  }

  /** Presses Execute on an operation, and reads the answer off the page. */
  async function execute(operation: string): Promise<{ status: string; body: unknown }> {
    const block = page.locator(`#operations-${operation}`);
    await block.locator('.opblock-summary-control').click();
    await block.getByRole('button', { name: 'Execute' }).click();
    const answer = block.locator('.live-responses-table .response');
    await answer.waitFor();
    const status = await answer.locator('.response-col_status').innerText();
    const body = await answer.locator('.response-col_description .highlight-code code').first().innerText();
    return { status: status.trim().split(/\s/, 1)[0] ?? '', body: JSON.parse(body) as unknown };
  }
});

function originOf(url: string): string {
  return new URL(url).origin;
}
