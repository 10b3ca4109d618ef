/** The size of a page, by default and at most. */
export const MAX_PAGE = 100;

export interface PageQuery {
  /** The `next` of the previous page. @default the first page */
  readonly after?: string;
  /** From 1 to 100. @default 100 */
  readonly limit?: number;
}

/** The row after which a page begins. Rows are ordered by a time, and then by their id. */
export interface PageCursor {
  /** In microseconds since the epoch, as PostgreSQL keeps it. */
  readonly at: string;
  readonly id: string;
}

const CURSOR = /^(\d{1,16})_([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;

export function cursorText({ at, id }: PageCursor): string {
  return `${at}_${id}`;
}

/** Returns `null` for a text that is not a cursor. */
export function cursorIn(text: string): PageCursor | null {
  const [, at, id] = CURSOR.exec(text) ?? [];
  return at !== undefined && id !== undefined ? { at, id } : null;
}

/** @throws RangeError if `after` is not a cursor */
export function pageOf({ after, limit = MAX_PAGE }: PageQuery): {
  readonly cursor: PageCursor | null;
  readonly limit: number;
} {
  const cursor = after === undefined ? null : cursorIn(after);
  if (after !== undefined && cursor === null) {
    throw new RangeError('`after` must be the `next` of the page before.');
  }
  return { cursor, limit: Math.min(limit, MAX_PAGE) };
}
