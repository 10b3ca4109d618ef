import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];

/** Another name of 127.0.0.1, as browsers and Swagger UI treat `localhost` differently. */
export const OTHER_HOST = 'docs.portcullis.test';

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-proxy-server',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--host-resolver-rules=MAP ${OTHER_HOST} 127.0.0.1`,
];

/** Finds Chromium: `CHROMIUM_PATH`, or the first of the usual names on the `PATH`. */
export function findBrowser(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = BROWSERS.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [process.env['CHROMIUM_PATH'] ?? '', ...onPath].find((path) => path !== '' && isExecutable(path));
}

/**
 * Finds Chromium for a suite. Without it the suite is skipped, with a sentence.
 *
 * @throws Error in CI
 */
export function findBrowserFor(suite: string): string | undefined {
  const path = findBrowser();
  if (path === undefined) {
    const reason = 'No Chromium found: not in CHROMIUM_PATH, and none on the PATH';
    if (process.env['CI']) {
      throw new Error(reason);
    }
    process.stderr.write(`Skipped: ${suite}. ${reason}.\n`);
  }
  return path;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts a headless browser with a temporary profile. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  // Chromium refuses to sandbox as root.
  return chromium.launch({ executablePath, args: FLAGS, chromiumSandbox: process.getuid?.() !== 0 });
}

/** Records the errors and requests of a page. */
export class PageLog {
  /** Errors and warnings of the console, uncaught exceptions, and violations of the content security policy. */
  readonly errors: string[] = [];
  /** The URL of every request. */
  readonly requested: string[] = [];
  /** The URL of every failed request. */
  readonly failures: string[] = [];

  static async attachTo(page: Page): Promise<PageLog> {
    const log = new PageLog();
    page.on('console', (message) => {
      // Chromium requests an icon for a response that is not HTML.
      const isOfIcon = new URL(message.location().url, 'about:blank').pathname === '/favicon.ico';
      if (['error', 'warning'].includes(message.type()) && !isOfIcon) {
        log.errors.push(message.text());
      }
    });
    page.on('pageerror', (error) => log.errors.push(error.message));
    page.on('request', (request) => log.requested.push(request.url()));
    page.on('requestfailed', (request) => log.failures.push(request.url()));
    page.on('response', (response) => {
      if (response.status() >= 400) {
        log.failures.push(response.url());
      }
    });
    await page.addInitScript(
      `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
         console.error('CSP', violatedDirective, blockedURI));`,
    );
    return log;
  }

  clear(): void {
    for (const entries of [this.errors, this.requested, this.failures]) {
      entries.length = 0;
    }
  }
}
