import { expect } from '@jest/globals';
import type { Answer } from '../../support/client.js';
import type { TestService } from '../../support/service.js';

export const FORM = 'application/x-www-form-urlencoded';
export const JSON_TYPE = 'application/json';

/** Posts exactly these bytes. Fails if the response is a 5xx. */
export async function post(
  { client }: TestService,
  path: string,
  contentType: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await client.send(path, {
    method: 'POST',
    headers: { 'Content-Type': contentType, ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  expect(answer.status).toBeGreaterThanOrEqual(200);
  expect(answer.status).toBeLessThan(500);
  return answer;
}

/** Fails if an earlier request has polluted a prototype. */
export function expectCleanPrototypes(): void {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
}
