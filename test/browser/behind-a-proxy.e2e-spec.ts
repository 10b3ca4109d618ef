import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { nginxConfigurationIn, findNginx, runNginx } from '../faults/support/nginx.js';
import { Client } from '../support/client.js';
import { freePort } from '../support/free-port.js';
import { findBrowser, launchBrowser, PageLog } from './chromium.js';
import { type CompiledService, startCompiledService } from './support.js';
import { EXAMPLE, SwaggerUi } from './swagger-ui.js';

const DOCUMENT = join(import.meta.dirname, '../../docs/configuration.md');

const browserPath = findBrowser();
const nginxPath = findNginx();
const isComplete = browserPath !== undefined && nginxPath !== undefined;
if (!isComplete) {
  const reason = 'Swagger UI behind a proxy needs Chromium and nginx on the PATH';
  if (process.env['CI']) {
    throw new Error(reason);
  }
  process.stderr.write(`Skipped: ${reason}.\n`);
}

const suite = isComplete ? describe : describe.skip;

suite.each(['with', 'without'])('Swagger UI behind a proxy that strips a prefix, %s PUBLIC_URL', (kind) => {
  let browser: Browser;
  let service: CompiledService;
  let neighbour: Server;
  let page: Page;
  let log: PageLog;
  let ui: SwaggerUi;
  let client: Client;
  let publicUrl: string;
  const neighbourRequests: string[] = [];

  beforeAll(async () => {
    const port = await freePort();
    publicUrl = `http://127.0.0.1:${port}/auth`;
    neighbour = createServer((request: IncomingMessage, response) => {
      neighbourRequests.push(`${request.method} ${request.url}`);
      response.end();
    }).listen(0, '127.0.0.1');
    await once(neighbour, 'listening');
    [browser, service] = await Promise.all([
      launchBrowser(browserPath ?? ''),
      startCompiledService(kind === 'with' ? { PUBLIC_URL: publicUrl } : {}),
    ]);
    const locations = (await nginxConfigurationIn(DOCUMENT)).replaceAll('127.0.0.1:3000', new URL(service.url).host);
    const { port: neighbourPort } = neighbour.address() as AddressInfo;
    await runNginx(
      nginxPath ?? '',
      port,
      `server { listen 127.0.0.1:${port}; ${locations}
       location / { proxy_pass http://127.0.0.1:${neighbourPort}; } }`,
    );
    client = new Client(publicUrl);
    expect((await client.register(EXAMPLE)).status).toBe(201);
    page = await browser.newPage({ viewport: { width: 1280, height: 1024 } });
    page.setDefaultTimeout(10_000);
    log = await PageLog.attachTo(page);
    ui = new SwaggerUi(page, publicUrl);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), service.stop()]);
    neighbour.close();
  });

  beforeEach(() => {
    log.clear();
    neighbourRequests.length = 0;
  });

  it.each(['/docs', '/docs/'])('sends authorize and execute requests only to the service, from %s', async (path) => {
    await ui.open(path);
    await ui.authorize(EXAMPLE.username, EXAMPLE.password);
    await ui.waitUntilSignedIn();
    expect(await ui.execute('users-me')).toMatchObject({ status: '200', body: { username: EXAMPLE.username } });
    expect(log.requested.filter((url) => !url.startsWith(`${publicUrl}/`))).toEqual([]);
    expect(neighbourRequests).toEqual([]);
    expect(log.errors).toEqual([]);
  });

  it('links to the document', async () => {
    await ui.open();
    const link = await page.locator('.info a:has(.url)').evaluate((anchor) => (anchor as unknown as URL).href);
    expect(link).toBe(`${publicUrl}/openapi.json`);
  });

  it('publishes metadata with URLs behind the proxy', async () => {
    const metadata = await new Client(new URL(publicUrl).origin).get('/.well-known/oauth-authorization-server/auth');
    if (kind === 'without') {
      expect(metadata.status).toBe(404);
      return;
    }
    expect(metadata.body).toMatchObject({ issuer: publicUrl, token_endpoint: `${publicUrl}/token` });
    expect((await fetch(String(metadata.body['jwks_uri']))).status).toBe(200);
  });
});
