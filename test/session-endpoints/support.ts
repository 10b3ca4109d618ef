import { createHash } from 'node:crypto';
import { expect } from '@jest/globals';
import type { DomainEvent } from '@portcullis/auth';
import { EventPublisher } from '@portcullis/auth/spi';
import type { Answer, Client } from '../support/client.js';
import type { ServiceOptions } from '../support/service.js';

export const PASSWORD = 'an unlikely passphrase';

/** A client that introspects tokens, and one that revokes them. */
export const REPORTS = { client_id: 'reports', client_secret: 'a-random-secret-of-256-bits' } as const;
export const SHOP = { client_id: 'shop', client_secret: 'another-random-secret' } as const;

export const CLIENTS = [
  { id: REPORTS.client_id, secretHash: hashOf(REPORTS.client_secret), introspect: true },
  { id: SHOP.client_id, secretHash: hashOf(SHOP.client_secret), introspect: false },
];

function hashOf(secret: string): string {
  return `sha256:${createHash('sha256').update(secret).digest('hex')}`;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Starts another session of a registered user. */
export async function signIn(
  client: Client,
  username: string,
  form: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<Tokens> {
  const answer = await client.postForm('/token', { username, password: PASSWORD, ...form }, headers);
  expect(answer.status).toBe(200);
  return tokensIn(answer);
}

export async function register(client: Client, username: string): Promise<number> {
  const { status, body } = await client.register({ username, email: `${username}@example.com`, password: PASSWORD });
  expect(status).toBe(201);
  return body['id'] as number;
}

/** Registers a user and starts a session. */
export async function newcomer(client: Client, username: string): Promise<Tokens> {
  await register(client, username);
  return signIn(client, username);
}

export function refresh(client: Client, refreshToken: string): Promise<Answer> {
  return client.postForm('/token', { grant_type: 'refresh_token', refresh_token: refreshToken });
}

export function tokensIn({ body }: Answer): Tokens {
  return { accessToken: String(body['access_token']), refreshToken: String(body['refresh_token']) };
}

export function bearing(accessToken: string): Record<string, string> {
  return { Authorization: `Bearer ${accessToken}` };
}

export function basic({
  client_id,
  client_secret,
}: {
  readonly client_id: string;
  readonly client_secret: string;
}): Record<string, string> {
  return { Authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}` };
}

/** Expects that both tokens of the session are invalid. */
export async function expectEnded(client: Client, { accessToken, refreshToken }: Tokens): Promise<void> {
  const me = await client.me(accessToken);
  expect([me.status, me.body['code']]).toEqual([401, 'invalid_token']);
  const refreshed = await refresh(client, refreshToken);
  expect([refreshed.status, refreshed.body['error']]).toEqual([400, 'invalid_grant']);
}

export async function expectAlive(client: Client, { accessToken }: Tokens): Promise<void> {
  expect((await client.me(accessToken)).status).toBe(200);
}

/** Records the events of a service as a host's own publisher. */
export class Recorder extends EventPublisher {
  readonly events: DomainEvent[] = [];

  publish(event: DomainEvent): void {
    this.events.push(event);
  }

  /** The events about sessions, without their time. */
  aboutSessions(): Omit<DomainEvent, 'at'>[] {
    return this.events.filter((event) => 'sessionId' in event).map(({ at: _at, ...event }) => event);
  }

  get override(): NonNullable<ServiceOptions['override']> {
    return (builder) => builder.overrideProvider(EventPublisher).useValue(this);
  }
}
