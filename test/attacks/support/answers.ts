import type { Answer } from '../../support/client.js';

/** Headers that may differ between responses that must otherwise be equal. */
const VARYING: ReadonlySet<string> = new Set(['date', 'x-request-id']);

/** Everything by which a client could distinguish two responses. */
export function comparable({ status, text, headers }: Answer): unknown {
  return { status, text, headers: [...headers].filter(([name]) => !VARYING.has(name)) };
}
