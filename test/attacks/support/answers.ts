import type { Answer } from '../../support/client.js';

/** Headers that may differ between two answers that must not. */
const VARYING: ReadonlySet<string> = new Set(['date', 'x-request-id']);

/** All that a client could tell two answers apart by. */
export function comparable({ status, text, headers }: Answer): unknown {
  return { status, text, headers: [...headers].filter(([name]) => !VARYING.has(name)) };
}
