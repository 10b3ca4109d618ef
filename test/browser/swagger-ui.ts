import type { Locator, Page } from 'playwright-core';

/** The example values of the registration, which Swagger UI fills in. */
export const EXAMPLE = { username: 'alice', email: 'alice@example.com', password: 'correct horse battery staple' };

/** Operates Swagger UI in a page. */
export class SwaggerUi {
  constructor(
    private readonly page: Page,
    /** The base URL of the service and of `/docs`. */
    private readonly url: string,
  ) {}

  get dialog(): Locator {
    return this.page.locator('.modal-ux');
  }

  async open(path = '/docs'): Promise<void> {
    await this.page.goto(this.url + path);
    await this.page.locator('.opblock').first().waitFor();
  }

  async authorize(username: string, password: string, scope?: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Authorize' }).click();
    await this.dialog.getByLabel('username').fill(username);
    await this.dialog.getByLabel('password').fill(password);
    if (scope !== undefined) {
      await this.dialog.locator('.scopes').getByText(scope, { exact: true }).click();
    }
    await this.dialog.getByRole('button', { name: 'Apply given OAuth2 credentials' }).click();
  }

  async waitUntilSignedIn(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Remove authorization' }).waitFor();
    await this.closeDialog();
  }

  async closeDialog(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Close' }).first().click();
    await this.dialog.waitFor({ state: 'detached' });
  }

  /** Opens an operation, and returns its block on the page. */
  async openOperation(operation: string): Promise<Locator> {
    const block = this.page.locator(`#operations-${operation}`);
    await block.locator('.opblock-summary-control').click();
    return block;
  }

  /** Executes an operation, and reads the response from the page. */
  async execute(operation: string): Promise<{ status: string; body: unknown }> {
    return this.executeOpened(await this.openOperation(operation));
  }

  async executeOpened(block: Locator): Promise<{ status: string; body: unknown }> {
    await block.getByRole('button', { name: 'Execute' }).click();
    const answer = block.locator('.live-responses-table .response');
    await answer.waitFor();
    const status = await answer.locator('.response-col_status').innerText();
    const body = await answer.locator('.response-col_description .highlight-code code').first().innerText();
    return { status: status.trim().split(/\s/, 1)[0] ?? '', body: JSON.parse(body) as unknown };
  }
}
