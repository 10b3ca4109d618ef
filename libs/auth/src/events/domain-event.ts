import type { RequestOrigin } from '../origin/request-origin.js';
import type { Cause } from './actor.js';

/** Something that has happened. Contains no password, no token, no key and no e-mail address. */
export interface DomainEvent extends Cause {
  /** The stable name of the event. */
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The user whom the event is about; `null` if there is none. */
  readonly subject: EventSubject | null;
}

export interface EventSubject {
  /** The user's id, as text. */
  readonly id: string;
}

/** An event before it is published. */
export type WithoutTime<TEvent> = TEvent extends unknown ? Omit<TEvent, 'at'> : never;

/** The actor, subject and origin of an event that its own subject has caused. */
export function bySubject(
  id: string | number,
  origin: RequestOrigin,
  sessionId?: string,
): Cause & { readonly subject: EventSubject } {
  const subject = { id: String(id) };
  return { actor: { kind: 'user', ...subject, ...(sessionId !== undefined && { sessionId }) }, subject, origin };
}
