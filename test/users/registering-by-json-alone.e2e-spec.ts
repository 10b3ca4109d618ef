import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UsersModule } from '@portcullis/users';
import { DataSource } from 'typeorm';
import { ADAPTERS } from '../support/adapters.js';
import type { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startService, type TestService } from '../support/service.js';
import { startUsersHost, type UsersHost } from './users-host.js';

const EVE = { username: 'eve', email: 'eve@example.com', password: 'an unlikely passphrase' };
const EVES = `SELECT FROM users WHERE username = 'eve'`;
const JSON_TEXT = JSON.stringify(EVE);
const FORM = new URLSearchParams(EVE).toString();

/** Bodies that a page of any origin can make a browser send without a preflight request, and types close to JSON. */
const OTHER_TYPES: readonly (readonly [type: string | undefined, body: string])[] = [
  ['application/x-www-form-urlencoded', FORM],
  ['application/x-www-form-urlencoded; charset=utf-8', FORM],
  ['application/x-www-form-urlencoded', JSON_TEXT],
  ['text/plain', JSON_TEXT],
  ['text/plain;charset=UTF-8', JSON_TEXT],
  ['text/plain; application/json', JSON_TEXT],
  ['text/plain; charset=application/json', JSON_TEXT],
  ['multipart/form-data; boundary=x', `--x\r\ncontent-disposition: form-data; name="username"\r\n\r\neve\r\n--x--\r\n`],
  ['application/vnd.api+json', JSON_TEXT],
  ['application/jsonp', JSON_TEXT],
  ['application/octet-stream', JSON_TEXT],
  [undefined, JSON_TEXT],
];

function post(client: Client, type: string | undefined, body: string) {
  // Sent as bytes, because `fetch` adds a type to a text.
  const headers: Record<string, string> = type === undefined ? {} : { 'Content-Type': type };
  return client.send('/register', { method: 'POST', headers, body: new TextEncoder().encode(body) });
}

describe.each(ADAPTERS)('registering by JSON alone, on %s', (adapter) => {
  let service: TestService;
  let database: TestDatabase;
  let host: UsersHost;

  beforeAll(async () => {
    service = await startService({ adapter });
    database = await createTestDatabase();
    host = await startUsersHost(database.url, UsersModule, adapter);
  });

  afterAll(async () => {
    await service.stop();
    await host.app.close();
    await database.drop();
  });

  it.each(OTHER_TYPES)('responds 415 to a body of the type %s, and makes no account', async (type, body) => {
    const answer = await post(service.client, type, body);
    expect(answer).toMatchObject({ status: 415, body: { status: 415, code: 'unsupported_media_type' } });
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    expect(await service.app.get(DataSource).query(EVES)).toHaveLength(0);
  });

  it.each(OTHER_TYPES)('responds 415 to a body of the type %s in a host', async (type, body) => {
    expect((await post(host.client, type, body)).status).toBe(415);
    expect(await host.app.get(DataSource).query(EVES)).toHaveLength(0);
  });

  it.each(['application/json', 'application/json;charset=utf-8', 'Application/JSON ; charset="UTF-8"'])(
    'accepts %s as JSON',
    async (type) => {
      const name = `user${type.length}`;
      const body = JSON.stringify({ ...EVE, username: name, email: `${name}@example.com` });
      expect((await post(service.client, type, body)).status).toBe(201);
    },
  );
});
