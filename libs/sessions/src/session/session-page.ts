import type { Session } from './session.js';

/** The size of a page, by default and at most. */
export const MAX_PAGE = 100;

export interface SessionQuery {
  /** The `next` of the previous page. @default the first page */
  readonly after?: string;
  /** From 1 to 100. @default 100 */
  readonly limit?: number;
}

export interface SessionPage {
  readonly sessions: readonly Session[];
  /** The `after` of the next page; `null` on the last page. */
  readonly next: string | null;
}

/** The session after which a page begins. Sessions are ordered by their last use, and then by their id. */
export interface SessionCursor {
  /** In microseconds since the epoch, as PostgreSQL keeps it. */
  readonly lastUsedAt: string;
  readonly id: string;
}

const CURSOR = /^(\d{1,16})_([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;

export function cursorText({ lastUsedAt, id }: SessionCursor): string {
  return `${lastUsedAt}_${id}`;
}

/** Returns `null` for a text that is not a cursor. */
export function cursorIn(text: string): SessionCursor | null {
  const [, lastUsedAt, id] = CURSOR.exec(text) ?? [];
  return lastUsedAt !== undefined && id !== undefined ? { lastUsedAt, id } : null;
}

/** @throws RangeError if `after` is not a cursor */
export function pageOf({ after, limit = MAX_PAGE }: SessionQuery): {
  readonly cursor: SessionCursor | null;
  readonly limit: number;
} {
  const cursor = after === undefined ? null : cursorIn(after);
  if (after !== undefined && cursor === null) {
    throw new RangeError('`after` must be the `next` of a page of sessions.');
  }
  return { cursor, limit: Math.min(limit, MAX_PAGE) };
}
