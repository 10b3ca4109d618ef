import { join } from 'node:path';
import { FileMailbox } from '@portcullis/accounts';
import { expect } from '@jest/globals';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { receivedMail, type ReceivedMail } from '../accounts/received-mail.js';
import { Client } from '../support/client.js';
import { PageLog } from './chromium.js';
import type { CompiledService } from './support.js';

/** Longer than a slow machine needs for a click. */
const TIMEOUT_MS = 30_000;

/** An account page in a tab of its own. */
export interface Tab {
  readonly page: Page;
  readonly log: PageLog;
  /** The methods of the requests other than `GET`. */
  readonly sent: readonly string[];
  /** The one section that is visible. */
  readonly section: Locator;
  readonly heading: Locator;
  button(name: string): Locator;
}

/** Opens the pages of a service in a browser, and reads its mails. */
export class AccountPages {
  readonly client: Client;
  readonly #mailbox: FileMailbox;

  constructor(
    private readonly browser: Browser,
    service: CompiledService,
  ) {
    this.client = new Client(service.url);
    this.#mailbox = new FileMailbox({ folder: join(service.dataDir, 'mailbox') });
  }

  /** Waits for the newest mail to an address with a link to a page. */
  mail(to: string, page: string, known: readonly string[] = []): Promise<ReceivedMail> {
    return receivedMail(this.#mailbox, to, page, known);
  }

  /** @param address a path of the service, or a whole link */
  async open(address: string, options: BrowserContextOptions = {}): Promise<Tab> {
    const context = await this.browser.newContext({ viewport: { width: 360, height: 720 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    const log = await PageLog.attachTo(page);
    const sent: string[] = [];
    page.on('request', (request) => request.method() !== 'GET' && sent.push(request.method()));
    await page.goto(new URL(address, this.client.url).href, { waitUntil: 'networkidle' });
    const section = page.locator('section:not([hidden])');
    return {
      page,
      log,
      sent,
      section,
      heading: section.getByRole('heading'),
      button: (name) => section.getByRole('button', { name, exact: true }),
    };
  }

  /** Follows a link as a mail scanner does: it runs the scripts of the page, and presses no button. */
  async scan(link: string): Promise<void> {
    for (let visit = 0; visit < 2; visit += 1) {
      const { page, sent, log } = await this.open(link);
      expect({ sent, errors: log.errors, url: page.url() }).toEqual({ sent: [], errors: [], url: link.split('#')[0] });
      await page.context().close();
    }
  }

  /** The status of a sign-in. */
  async signIn(username: string, password: string): Promise<number> {
    return (await this.client.signIn(username, password)).status;
  }
}

/** Waits for the next section, to whose heading the focus moves. */
export async function expectSection({ page, heading }: Tab, name: string): Promise<void> {
  await heading.and(page.getByText(name, { exact: true })).waitFor();
  expect(await heading.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
  expect(await page.title()).toBe(`${name} – Portcullis`);
}

/** The texts that describe a field, as a screen reader reads them. */
export async function descriptionOf(field: Locator): Promise<string> {
  return field.evaluate((element) =>
    (element.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id: string) => element.ownerDocument.getElementById(id)?.textContent ?? '')
      .join(' ')
      .trim(),
  );
}

/** What the fields of all sections contain. */
export async function typedTexts({ page }: Tab): Promise<string[]> {
  const texts = await Promise.all((await page.locator('input').all()).map((input) => input.inputValue()));
  return texts.filter((text) => text !== '');
}
