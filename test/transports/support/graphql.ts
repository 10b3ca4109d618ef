import { expect } from '@jest/globals';
import type { problem } from './host.js';

export interface GraphqlResult {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly extensions: { readonly originalError: unknown } }[];
}

export async function askGraphql(url: string, query: string, token?: string): Promise<GraphqlResult> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token !== undefined && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as GraphqlResult;
}

const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  503: 'SERVICE_UNAVAILABLE',
};

/** The GraphQL error of a refused field, the same over HTTP and WebSockets. */
export function refused(field: string, refusal: ReturnType<typeof problem>) {
  return {
    message: refusal.detail,
    path: [field],
    locations: [expect.any(Object)],
    extensions: { code: CODES[refusal.status], originalError: refusal },
  };
}
