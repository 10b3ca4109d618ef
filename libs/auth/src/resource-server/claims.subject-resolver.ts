import { Injectable } from '@nestjs/common';
import { SubjectResolver } from '../authentication/jwt/subject.resolver.js';
import { InvalidTokenError } from '../errors/credential.errors.js';
import type { AccessTokenClaims } from '../token/access-token.claims.js';
import type { AuthenticatedUser } from '../user/authenticated-user.js';

/**
 * Takes the user from the claims of the token, without a user store: active until the token expires, with the roles at the time of issue
 * (`roles`; RFC 9068, section 2.2.3.1).
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

/** @throws InvalidTokenError if the claim is not a list of strings: a token is never accepted with only some of its roles */
function rolesIn({ roles = [] }: AccessTokenClaims): readonly string[] {
  if (!Array.isArray(roles) || !roles.every((role) => typeof role === 'string')) {
    throw new InvalidTokenError('claim roles');
  }
  return roles;
}

function isName(claim: unknown): claim is string {
  return typeof claim === 'string' && claim !== '';
}
