import { Injectable } from '@nestjs/common';
import type { AccessTokenClaims } from '../../token/access-token.claims.js';
import type { AuthenticatedUser } from '../../user/authenticated-user.js';
import { UserRepository } from '../../user/user.repository.js';

/** Whom a verified token names. */
export abstract class SubjectResolver {
  /**
   * Asked once for every request that carries a good token. `null` where there is nobody.
   *
   * @throws ServiceUnavailableError where that can't be found out
   */
  abstract resolve(claims: AccessTokenClaims): Promise<AuthenticatedUser | null>;
}

/** The person as the store has them at this moment. */
@Injectable()
export class StoredSubjectResolver extends SubjectResolver {
  constructor(private readonly users: UserRepository) {
    super();
  }

  resolve({ sub }: AccessTokenClaims): Promise<AuthenticatedUser | null> {
    return this.users.findBySubject(sub);
  }
}
