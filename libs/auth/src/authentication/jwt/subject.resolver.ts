import { Injectable } from '@nestjs/common';
import type { AccessTokenClaims } from '../../token/access-token.claims.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import { UserRepository } from '../../user/user.repository.js';

/** Finds the user whom a verified token names. */
export abstract class SubjectResolver {
  /**
   * Called once for every request with a valid token.
   *
   * @returns `null` if there is no such user
   * @throws ServiceUnavailableError if that can't be found out
   */
  abstract resolve(claims: AccessTokenClaims): Promise<AuthenticatedUser | null>;
}

/** Reads the user from the store on every request. */
@Injectable()
export class StoredSubjectResolver extends SubjectResolver {
  constructor(private readonly users: UserRepository) {
    super();
  }

  async resolve(claims: AccessTokenClaims): Promise<AuthenticatedUser | null> {
    const user = await this.users.findBySubject(claims.sub);
    return user && String(user.id) === userIdIn(claims) ? user : null;
  }
}

/**
 * The id of the user for whom a token was issued: `sub_id` if there is one (RFC 9493, section 4.1), or else `sub`. So a token with a
 * username as `sub` is not valid for a user whose id is the same text, nor for the next user with that name.
 */
function userIdIn({ sub, sub_id: subId }: AccessTokenClaims): unknown {
  if (subId === undefined) {
    return sub;
  }
  const { format, id } = Object(subId) as { readonly format?: unknown; readonly id?: unknown };
  return format === 'opaque' ? id : undefined;
}
