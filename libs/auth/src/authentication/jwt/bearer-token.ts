import { MalformedAuthorizationError, NotAuthenticatedError } from '../../errors/credential.errors.js';
import { demandOneAuthorization, hasTwoAuthorizations } from '../../transport/authorization-header.js';
import type { CredentialBearer } from '../../transport/transport.js';

/** RFC 6750, section 2.1. Anchored at both ends, so that nothing can follow the token. */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

const BEARER_SCHEME = /^Bearer(?:\s|$)/i;

/** A second credential after a comma. The first may have any scheme. */
const BEARER_IN_LIST = /,\s*Bearer(?: |$)/i;

/** Whether the `Authorization` header has an access token, valid or not. Two headers may hide one. */
export function hasBearerToken(request: CredentialBearer): boolean {
  const { authorization } = request.headers;
  return authorization !== undefined && (isBearer(authorization) || hasTwoAuthorizations(request));
}

/**
 * Reads the bearer token from the `Authorization` header, and from no other place. Not verified.
 *
 * @throws NotAuthenticatedError if there is no header, or its scheme is not `Bearer`
 * @throws MalformedAuthorizationError if the header is malformed, or there are two
 */
export function bearerTokenOf(request: CredentialBearer): string {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    throw new NotAuthenticatedError();
  }
  demandOneAuthorization(request);
  const token = BEARER.exec(authorization)?.[1];
  if (token !== undefined) {
    return token;
  }
  if (isBearer(authorization)) {
    throw new MalformedAuthorizationError('Malformed Authorization header');
  }
  throw new NotAuthenticatedError();
}

function isBearer(authorization: string): boolean {
  return BEARER_SCHEME.test(authorization) || BEARER_IN_LIST.test(authorization);
}
