import { randomUUID } from 'node:crypto';
import { Database } from '@portcullis/database';
import type { TestService } from '../support/service.js';

/** The id in the examples. */
export const INVITATION_OF_EXAMPLES = '7d1f6b0a-3c52-4a8e-b1d9-5e2f4c6a8b90';

/** Inserts the invitation that the examples name, unless it is there. Its address has no account. */
export async function restoreInvitationOfExamples({ app }: TestService): Promise<void> {
  await app.get(Database, { strict: false }).query(
    `INSERT INTO {account_invitations} (id, email, email_canonical, roles, created_at, expires_at)
     VALUES ($1::uuid, $2, $2, '{}', now(), now() + interval '1 hour') ON CONFLICT DO NOTHING`,
    [INVITATION_OF_EXAMPLES, `invited-${randomUUID()}@example.com`],
  );
}
