import type { PageQuery } from '@portcullis/auth/spi';
import type { Session } from './session.js';

/** Which sessions to list. */
export type SessionQuery = PageQuery;

export interface SessionPage {
  readonly sessions: readonly Session[];
  /** The `after` of the next page; `null` on the last page. */
  readonly next: string | null;
}
