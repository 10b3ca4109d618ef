import { Injectable } from '@nestjs/common';
import { type AccountChange, AccountConsequence, type Transaction } from '@portcullis/auth/spi';
import { SessionEvents } from '../events/session-events.js';
import type { SessionEndReason } from './session.js';
import { SessionStore } from './session.store.js';

const REASONS: Partial<Record<AccountChange['kind'], SessionEndReason>> = {
  deactivated: 'user_inactive',
  deleted: 'user_inactive',
  deletion_scheduled: 'deletion_scheduled',
  password_changed: 'password_changed',
  access_revoked: 'access_revoked',
};

/**
 * Ends all sessions of a user who is deactivated or deleted (ASVS 7.4.2), who asks for their deletion, whose password is changed (ASVS
 * 7.4.3) or whose access is revoked, in the transaction of that change: both are committed, or neither. If users change their own password,
 * the session of that request is kept. A user who is activated again must sign in again.
 */
@Injectable()
export class SessionConsequence extends AccountConsequence {
  constructor(
    private readonly store: SessionStore,
    private readonly events: SessionEvents,
  ) {
    super();
  }

  /** @throws ServiceUnavailableError, and the change is rolled back */
  async follow(change: AccountChange, transaction: Transaction): Promise<void> {
    const reason = REASONS[change.kind];
    if (reason === undefined) {
      return;
    }
    await this.store.endAllWithin(transaction, String(change.user.id), {
      reason,
      except: reason === 'password_changed' ? ownSessionOf(change) : undefined,
      told: (ended) => {
        this.events.publishRevoked(ended, reason, change);
      },
    });
  }
}

/** The session from which users change their own account. */
function ownSessionOf({ actor, user }: AccountChange): string | undefined {
  return actor.kind === 'user' && actor.id === String(user.id) ? actor.sessionId : undefined;
}
