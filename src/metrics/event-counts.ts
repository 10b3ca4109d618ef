import { type AuthEvent, type DomainEvent, EventPublisher } from '@portcullis/auth';
import type { SessionEvent } from '@portcullis/sessions';

/** Each from the start, so that the first of its kind is an increase; the compiler holds the list complete. */
const NONE_YET: Readonly<Record<(AuthEvent | SessionEvent)['type'], 0>> = {
  signed_in: 0,
  sign_in_failed: 0,
  access_denied: 0,
  session_started: 0,
  session_refreshed: 0,
  refresh_token_reused: 0,
  signed_out: 0,
  session_revoked: 0,
};

/** Counts domain events by their type, and keeps nothing else of them. */
export class EventCounts extends EventPublisher {
  readonly #counts = new Map<string, number>(Object.entries(NONE_YET));

  publish({ type }: DomainEvent): void {
    this.#counts.set(type, (this.#counts.get(type) ?? 0) + 1);
  }

  [Symbol.iterator](): IterableIterator<[type: string, count: number]> {
    return this.#counts.entries();
  }
}
