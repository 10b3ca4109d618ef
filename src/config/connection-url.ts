import { z } from 'zod';

const ENCODE =
  'with the special characters of user and password percent-encoded ' +
  '(/ as %2F, % as %25, ? as %3F, # as %23, @ as %40, : as %3A, a space as %20)';

/**
 * A URL that may contain a password. Refuses a URL if a part of the password could be parsed as something else, for example the host,
 * which is printed.
 *
 * @param scheme matches the start of the URL
 * @param named the schemes for the message; the first is used in its example
 * @param rest what follows the scheme in the example
 */
export function connectionUrl(scheme: RegExp, named: string, rest = 'user:password@host:port/database') {
  return z
    .string()
    .refine((text) => scheme.test(text), { message: `must be a URL that starts with ${named}`, abort: true })
    .refine(isUnambiguous, `must be a URL like ${named.split(' ', 1)[0]}${rest}, ${ENCODE}`);
}

function isUnambiguous(text: string): boolean {
  // A slash, question mark or number sign in a password ends the authority early, so the @ comes after it.
  const afterAuthority = /^[^/]*\/\/[^/?#]*(.*)$/s.exec(text)?.[1] ?? '';
  return !afterAuthority.includes('@') && !/[\s\p{Cc}#]/u.test(text) && URL.canParse(text) && isDecodable(text);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
