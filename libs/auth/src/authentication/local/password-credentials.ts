import { InvalidRequestError } from '../../errors/auth.error.js';

export interface PasswordCredentials {
  readonly username: string;
  readonly password: string;
}

/** RFC 6749, appendix A.15 and A.16: no control characters. PostgreSQL text can't even hold a NUL. */
const NUL = '\0';

/**
 * Username and password out of a parsed form, both there and both plain text. Only the body counts: what stands in the
 * URL's query is logged along the way.
 *
 * @throws InvalidRequestError
 */
export function passwordCredentialsOf(body: unknown): PasswordCredentials {
  return { username: field(body, 'username'), password: field(body, 'password') };
}

function field(body: unknown, name: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  if (typeof value !== 'string' || value === '') {
    throw new InvalidRequestError(`The parameter ${name} is missing`);
  }
  if (value.includes(NUL) || !value.isWellFormed()) {
    throw new InvalidRequestError(`The parameter ${name} is not text`);
  }
  return value;
}
