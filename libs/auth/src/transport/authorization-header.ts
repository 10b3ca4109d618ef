import { MalformedAuthorizationError } from '../errors/credential.errors.js';
import type { CredentialBearer } from './transport.js';

const BASIC_SCHEME = /^basic(?: |$)/i;

/**
 * Refuses a request with two `Authorization` headers: Node keeps the first, but a proxy before the application may have read the second.
 *
 * @throws MalformedAuthorizationError
 */
export function demandOneAuthorization(request: CredentialBearer): void {
  if (hasTwoAuthorizations(request)) {
    throw new MalformedAuthorizationError('More than one Authorization header');
  }
}

/** Whether the client authenticates by HTTP Basic (RFC 7617), with valid credentials or not. */
export function usesBasic({ authorization = '' }: CredentialBearer['headers']): boolean {
  return BASIC_SCHEME.test(authorization);
}

export function hasTwoAuthorizations({ raw, rawHeaders: own = [] }: CredentialBearer): boolean {
  const rawHeaders = raw?.rawHeaders ?? own;
  let found = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 'authorization'.length && name.toLowerCase() === 'authorization') {
      found += 1;
    }
  }
  return found > 1;
}
