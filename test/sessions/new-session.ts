import { randomBytes, randomUUID } from 'node:crypto';
import type { NewSession } from '@portcullis/sessions';

export const DAY = 86_400_000;

/** A session of the user 1 whose sign-in begins now. */
export function newSession(given: Partial<NewSession> = {}): NewSession {
  return {
    id: randomUUID(),
    userId: '1',
    subject: 'alice',
    clientId: null,
    scopes: ['a', 'b'],
    authentication: null,
    idleMilliseconds: DAY,
    absoluteMilliseconds: 3 * DAY,
    signInStartedAt: performance.now(),
    limit: 100,
    address: '127.0.0.1',
    userAgent: null,
    tokenHash: randomBytes(32),
    ...given,
  };
}
