import { Injectable } from '@nestjs/common';
import { Sessions } from '@portcullis/sessions';
import { DeactivationConsequence, type RegisteredUser, TypeOrmUserRepository } from '@portcullis/users';

/** Who is shut out loses all their sessions (ASVS 7.4.2): let in again, they have to sign in. */
@Injectable()
export class EndSessions extends DeactivationConsequence {
  constructor(
    private readonly sessions: Sessions,
    private readonly users: TypeOrmUserRepository,
  ) {
    super();
  }

  /** @throws ServiceUnavailableError where some may not have ended */
  async follow(user: RegisteredUser): Promise<void> {
    const ending = { reason: 'user_inactive', actor: { kind: 'service' } } as const;
    await this.sessions.endAllOf(this.users.subjectOf(user), ending);
  }
}
