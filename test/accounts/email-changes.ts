import { expect } from '@jest/globals';
import { Accounts } from '@portcullis/auth';
import type { Account } from '@portcullis/auth/spi';
import type { Answer } from '../support/client.js';
import { type AccountsHost, PASSWORD } from './accounts-host.js';
import type { ReceivedMail } from './recording.mailer.js';

export const INVALID = { status: 400, body: { code: 'invalid_secret', detail: 'The link or the code is not valid' } };

export const TAKEN = { status: 409, body: { code: 'email_taken' } };

export const bearer = (access: string) => ({ Authorization: `Bearer ${access}` });

export function askForEmail(
  { client }: AccountsHost,
  access: string,
  email: string,
  password = PASSWORD,
): Promise<Answer> {
  return client.postJson('/me/email', { email, current_password: password }, bearer(access));
}

/** Asks for another address, and returns both mails. */
export async function requestedChange(
  host: AccountsHost,
  access: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<{ change: ReceivedMail; undo: ReceivedMail }> {
  const known = new Set(host.mailer.mails);
  expect((await askForEmail(host, access, to)).status).toBe(202);
  const change = await host.mailer.withLink(to, '/change-email', known);
  return { change, undo: await host.mailer.withLink(from, '/undo-email', known) };
}

/** Changes the address by the link. Returns the token of the undo link. */
export async function changedEmail(
  host: AccountsHost,
  access: string,
  step: { readonly from: string; readonly to: string },
): Promise<string> {
  const { change, undo } = await requestedChange(host, access, step);
  expect((await confirm(host, { token: change.token })).status).toBe(204);
  return undo.token;
}

export function confirm({ client }: AccountsHost, body: object, headers: Record<string, string> = {}): Promise<Answer> {
  return client.postJson('/email/change', body, headers);
}

export function undoChange({ client }: AccountsHost, token: string): Promise<Answer> {
  return client.postJson('/email/undo', { token });
}

export const accountsOf = ({ app }: AccountsHost) => app.get(Accounts, { strict: false });

export async function accountNamed(host: AccountsHost, username: string): Promise<Account> {
  return (await accountsOf(host).find({ username }))!;
}

/** Waits until every mail was sent that was written before. */
export async function allMailsSent({ database, mailer }: AccountsHost): Promise<void> {
  await mailer.until(async () => (await database.query('SELECT FROM mail_outbox')).length === 0);
}
