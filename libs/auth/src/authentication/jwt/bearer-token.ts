import { MalformedAuthorizationError, NotAuthenticatedError } from '../../errors/auth.error.js';
import type { CredentialBearer } from '../../transport/transport.js';

/** RFC 6750, section 2.1; anchored at both ends, so that nothing can trail the token. */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

const BEARER_SCHEME = /^Bearer(?:\s|$)/i;

/** A second credential behind a comma, whatever the first one's scheme. */
const BEARER_IN_LIST = /,\s*Bearer(?: |$)/i;

/**
 * The bearer token in the `Authorization` header, which is the one place where it is looked for. Not verified.
 *
 * @throws NotAuthenticatedError where there is no header, or one of another scheme
 * @throws MalformedAuthorizationError where the header is malformed, or there are two
 */
export function bearerTokenOf(request: CredentialBearer): string {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    throw new NotAuthenticatedError();
  }
  // Node keeps the first of two headers and drops the other; a proxy before us may have looked at the other.
  if (hasTwoAuthorizations(request.raw?.rawHeaders ?? request.rawHeaders ?? [])) {
    throw new MalformedAuthorizationError('More than one Authorization header');
  }
  const token = BEARER.exec(authorization)?.[1];
  if (token !== undefined) {
    return token;
  }
  if (BEARER_SCHEME.test(authorization) || BEARER_IN_LIST.test(authorization)) {
    throw new MalformedAuthorizationError('Malformed Authorization header');
  }
  throw new NotAuthenticatedError();
}

function hasTwoAuthorizations(rawHeaders: readonly string[]): boolean {
  let found = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 'authorization'.length && name.toLowerCase() === 'authorization') {
      found += 1;
    }
  }
  return found > 1;
}
