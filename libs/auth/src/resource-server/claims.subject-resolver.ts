import { Injectable } from '@nestjs/common';
import { SubjectResolver } from '../authentication/jwt/subject.resolver.js';
import { InvalidTokenError } from '../errors/auth.error.js';
import type { AccessTokenClaims } from '../token/access-token.claims.js';
import type { AuthenticatedUser } from '../user/authenticated-user.js';

/**
 * The person as the token has them, for want of a store: active until it expires, and with the roles that the issuer put into
 * it (`roles`; RFC 9068, section 2.2.3.1), at the time when it did.
 */
@Injectable()
export class ClaimsSubjectResolver extends SubjectResolver {
  async resolve(claims: AccessTokenClaims): Promise<AuthenticatedUser> {
    const { sub, username, preferred_username: preferred } = claims;
    return {
      id: sub,
      username: [username, preferred].find(isName) ?? sub,
      isActive: true,
      roles: rolesIn(claims),
    };
  }
}

/** @throws InvalidTokenError where they are not what the RFC says: better nobody than somebody with half of their roles */
function rolesIn({ roles = [] }: AccessTokenClaims): readonly string[] {
  if (!Array.isArray(roles) || !roles.every((role) => typeof role === 'string')) {
    throw new InvalidTokenError('claim roles');
  }
  return roles;
}

function isName(claim: unknown): claim is string {
  return typeof claim === 'string' && claim !== '';
}
