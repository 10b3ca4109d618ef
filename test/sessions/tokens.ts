import { expect } from '@jest/globals';
import type { Answer, Client } from '../support/client.js';

export const PASSWORD = 'an unlikely passphrase';

/** Both tokens of a response. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

export function tokensOf({ status, body }: Answer): Tokens {
  expect({ status, body }).toMatchObject({ status: 200, body: { refresh_token: expect.any(String) } });
  return { access: body['access_token'] as string, refresh: body['refresh_token'] as string };
}

export function refresh(client: Client, token: string, form: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return client.postForm('/token', { grant_type: 'refresh_token', refresh_token: token, ...form });
}

/** Registers a user, signs in again, and returns the tokens of that session. */
export async function signedIn(client: Client, name: string): Promise<Tokens> {
  await client.newcomer(name, PASSWORD);
  return tokensOf(await client.signIn(name, PASSWORD));
}

export function claimsOf(accessToken: string): Record<string, unknown> {
  const payload = accessToken.split('.')[1] ?? '';
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
}

export function sessionIn(token: string): string {
  return token.split('.')[0] ?? '';
}

/** The response to every invalid refresh token. */
export const INVALID_GRANT = {
  error: 'invalid_grant',
  error_description: 'The refresh token is not valid',
  detail: 'The refresh token is not valid',
};

export function expectInvalidGrant({ status, body, headers }: Answer): void {
  expect({ status, body }).toEqual({ status: 400, body: INVALID_GRANT });
  expect(headers.get('cache-control')).toBe('no-store');
}
