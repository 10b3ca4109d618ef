import { Inject, Injectable } from '@nestjs/common';
import { BatchedPurge } from '@portcullis/database';
import { SESSIONS_OPTIONS, type CheckedSessionsOptions } from '../sessions.options.js';
import { SessionStore } from '../session/session.store.js';

/** Deletes sessions that are over, to save space. Whether a session is over does not depend on it. */
@Injectable()
export class SessionPurge extends BatchedPurge {
  constructor(
    @Inject(SESSIONS_OPTIONS) { purgeInterval }: CheckedSessionsOptions,
    private readonly store: SessionStore,
  ) {
    super('Sessions that are over', purgeInterval);
  }

  protected deleteBatch(limit: number): Promise<number> {
    return this.store.purge({ limit });
  }
}
