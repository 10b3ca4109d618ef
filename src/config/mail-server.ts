import { z } from 'zod';
import { connectionUrl } from './connection-url.js';

/** The mail server of `MAIL_URL`. */
export const mailUrl = connectionUrl(/^smtps?:\/\//, 'smtp:// or smtps://', 'user:password@host:587').refine(
  isMailServer,
  'must name a host, and with it a user and a password or neither, like smtp://user:password@host:587: no path follows',
);

/** The sender of `MAIL_FROM`. `SmtpMailer` knows every rule of addresses; this message comes before the libraries are loaded. */
export const mailFrom = z
  .string()
  .regex(
    /^(?:[^<>@\p{Cc}]*<[^\s<>@,]+@[^\s<>@,]+>|[^\s<>@,]+@[^\s<>@,]+)$/u,
    'must be one e-mail address, or a name and the address in angle brackets, like Acme <no-reply@example.com>',
  );

function isMailServer(text: string): boolean {
  if (!URL.canParse(text)) {
    return true;
  }
  const { hostname, port, username, password, pathname, search } = new URL(text);
  const isPlain = ['', '/'].includes(pathname) && search === '';
  return hostname !== '' && port !== '0' && (username === '') === (password === '') && isPlain;
}
