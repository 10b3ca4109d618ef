import type { FileMailbox, Mail } from '@portcullis/accounts';
import { eventually } from '../support/eventually.js';

const ARRIVES_WITHIN_MS = 60_000;

/** A mail with the secrets in it. */
export interface ReceivedMail extends Mail {
  readonly link: string;
  readonly token: string;
  readonly code: string;
}

/** @returns the mail with its first link with a token, and with its code; each is empty if the mail has none */
export function withSecrets(mail: Mail): ReceivedMail {
  const [link = ''] = /\S*#token=[\w-]+/.exec(mail.text) ?? [];
  const [code = ''] = /\b[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}\b/.exec(mail.text) ?? [];
  return { ...mail, link, token: link.slice(link.indexOf('=') + 1), code };
}

/** Waits for the newest mail to an address with a link to a path. */
export async function receivedMail(
  mailbox: FileMailbox,
  to: string,
  path: string,
  known: readonly string[] = [],
): Promise<ReceivedMail> {
  const isIt = (mail: Mail) => mail.to === to && mail.text.includes(`${path}#`) && !known.includes(mail.id);
  return withSecrets(await eventually(async () => (await mailbox.list()).find(isIt), ARRIVES_WITHIN_MS));
}
