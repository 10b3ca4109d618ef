import type { IncomingHttpHeaders } from 'node:http';
import { headersFrom } from '../bearer-from.js';

const ALLOWED_NAME = /^x-/;

/**
 * Converts connection parameters to headers, as a script can't set headers of a WebSocket. Only names that begin with `x-` count: a page
 * of another site must not forge the headers of the browser (`Cookie`, `Origin`, `Sec-Fetch-Site`).
 */
export function scriptHeaders(parameters: unknown): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headersFrom(parameters)).filter(([name]) => ALLOWED_NAME.test(name)));
}
