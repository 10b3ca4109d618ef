import { Injectable } from '@nestjs/common';
import { Sessions } from '@portcullis/sessions';
import { DeactivationConsequence, type RegisteredUser } from '@portcullis/users';

@Injectable()
export class EndSessions extends DeactivationConsequence {
  constructor(private readonly sessions: Sessions) {
    super();
  }

  async follow({ id }: RegisteredUser): Promise<void> {
    await this.sessions.endAllOf(String(id), { reason: 'user_inactive', actor: { kind: 'service' } });
  }
}
