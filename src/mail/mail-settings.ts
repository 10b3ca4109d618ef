import type { Settings } from '../config/settings.js';

/** Whether mails stay in the mailbox for development: outside production, without a mail server. */
export function hasMailbox({ production, mailUrl }: Pick<Settings, 'production' | 'mailUrl'>): boolean {
  return !production && mailUrl === undefined;
}

/** A sentence for each setting of mails that lets the service start in production, but not do all of its work. */
export function mailWarnings(settings: Settings): string[] {
  const { production, mailUrl, appUrl, publicUrl } = settings;
  if (!production) {
    return [];
  }
  if (mailUrl === undefined) {
    return ['MAIL_URL is not set: no mail is sent, and what needs one responds with 503 mail_unavailable.'];
  }
  return appUrl === undefined && publicUrl === undefined
    ? ['Neither PUBLIC_URL nor AUTH_APP_URL is set: links in mails point to the address that the service listens on.']
    : [];
}
