import { Injectable } from '@nestjs/common';
import { type DomainEvent, EventListener } from '@portcullis/auth';
import type { AccountEvent, AuthEvent } from '@portcullis/auth/spi';
import type { AccountsEvent, MailEvent } from '@portcullis/accounts';
import type { SigningKeyPublished } from '@portcullis/keys';
import type { SessionEvent } from '@portcullis/sessions';

/** Starts each count at 0, so that Prometheus sees the first event as an increase. The compiler checks that none is missing. */
const NONE_YET: Readonly<
  Record<(AuthEvent | AccountEvent | SessionEvent | SigningKeyPublished | AccountsEvent | MailEvent)['type'], 0>
> = {
  signed_in: 0,
  sign_in_failed: 0,
  access_denied: 0,
  user_registered: 0,
  user_activated: 0,
  user_deactivated: 0,
  user_deleted: 0,
  deletion_scheduled: 0,
  deletion_cancelled: 0,
  password_changed: 0,
  email_changed: 0,
  email_verified: 0,
  username_changed: 0,
  roles_changed: 0,
  access_revoked: 0,
  session_started: 0,
  session_refreshed: 0,
  refresh_token_reused: 0,
  signed_out: 0,
  session_revoked: 0,
  signing_key_published: 0,
  password_reset_requested: 0,
  email_verification_requested: 0,
  user_invited: 0,
  invitation_removed: 0,
  invitation_accepted: 0,
  email_change_requested: 0,
  email_change_undone: 0,
  mail_given_up: 0,
};

/** Counts domain events by type, and keeps nothing else. */
@Injectable()
export class EventCounts extends EventListener {
  readonly #counts = new Map<string, number>(Object.entries(NONE_YET));

  override notify({ type }: DomainEvent): void {
    this.#counts.set(type, (this.#counts.get(type) ?? 0) + 1);
  }

  [Symbol.iterator](): IterableIterator<[type: string, count: number]> {
    return this.#counts.entries();
  }
}
