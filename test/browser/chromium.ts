import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];

/** Leads to the service too, and is not `localhost`, for which browsers and Swagger UI make exceptions. */
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

/** Where a Chromium is: `CHROMIUM_PATH`, or the first of the usual names on the `PATH`. */
export function findBrowser(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = BROWSERS.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [process.env['CHROMIUM_PATH'] ?? '', ...onPath].find((path) => path !== '' && isExecutable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Headless, with a profile that is made for it and goes with it. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  // Chromium refuses to build its sandbox for root.
  return chromium.launch({ executablePath, args: FLAGS, chromiumSandbox: process.getuid?.() !== 0 });
}

/** What a page did that somebody should know of. */
export class PageDiary {
  /** Errors and warnings of the console, uncaught exceptions, and what the content security policy forbade. */
  readonly complaints: string[] = [];
  /** Every URL that was asked for. */
  readonly requested: string[] = [];
  /** Those of them that were not got. */
  readonly failures: string[] = [];

  static async keep(page: Page): Promise<PageDiary> {
    const diary = new PageDiary();
    page.on('console', (message) => {
      // Chromium looks for an icon of an answer that is no page.
      const isOfIcon = new URL(message.location().url, 'about:blank').pathname === '/favicon.ico';
      if (['error', 'warning'].includes(message.type()) && !isOfIcon) {
        diary.complaints.push(message.text());
      }
    });
    page.on('pageerror', (error) => diary.complaints.push(error.message));
    page.on('request', (request) => diary.requested.push(request.url()));
    page.on('requestfailed', (request) => diary.failures.push(request.url()));
    page.on('response', (response) => {
      if (response.status() >= 400) {
        diary.failures.push(response.url());
      }
    });
    await page.addInitScript(
      `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
         console.error('CSP', violatedDirective, blockedURI));`,
    );
    return diary;
  }

  startOver(): void {
    for (const entries of [this.complaints, this.requested, this.failures]) {
      entries.length = 0;
    }
  }
}
