import { Accounts } from '@portcullis/auth';
import { BY_SERVICE } from '@portcullis/auth/spi';
import { signedIn } from '../sessions/tokens.js';
import type { Answer, Client } from '../support/client.js';
import { type AccountsHost, PASSWORD } from './accounts-host.js';

/** A user with the role `admin`. */
export interface Administrator {
  readonly id: string;
  /** Signs in with the scope `users:write` and sends a request, with a body in JSON if there is one. */
  send(method: string, path: string, body?: unknown): Promise<Answer>;
}

/** Registers a user who may administer users. */
export async function administratorOf({ app, client }: AccountsHost, username = 'root'): Promise<Administrator> {
  await signedIn(client, username);
  const accounts = app.get(Accounts, { strict: false });
  const { id } = await accounts.change(BY_SERVICE, (writer) => writer.setRoles({ username }, () => ['admin']));
  return {
    id: String(id),
    send: async (method, path, body) => {
      const answer = await client.postForm('/token', { username, password: PASSWORD, scope: 'users:write' });
      return sendWith(client, String(answer.body['access_token']), method, path, body);
    },
  };
}

/** Sends a request with an access token, or without one. */
export function sendWith(
  client: Client,
  token: string | null,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const headers = new Headers();
  if (token !== null) {
    headers.set('Authorization', `Bearer ${token}`);
  }
  if (body === undefined) {
    return client.send(path, { method, headers });
  }
  headers.set('Content-Type', 'application/json');
  return client.send(path, { method, headers, body: JSON.stringify(body) });
}
