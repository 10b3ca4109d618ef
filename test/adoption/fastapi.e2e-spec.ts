import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../processes/query.js';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { sharedBy, startProcess, type StartedService } from '../support/process.js';
import { replayClient } from './replay-client.js';
import { findPython, startFastApi } from './fastapi.js';
import { ALICE, BOB, OLD_USERS, recordedDatabase } from './recorded-database.js';

const USERS = 'SELECT id, username, email, hashed_password, created_at FROM users ORDER BY id';

const python = findPython();

describe('a recorded database of the FastAPI service', () => {
  adoption(recordedDatabase);
});

// Needs the Python packages. Without them the recorded database replaces the service.
if (python) {
  describe('a database that a running FastAPI service has filled', () => {
    adoption(async (url) => {
      const old = await startFastApi(python, url);
      for (const user of OLD_USERS) {
        expect((await new Client(old.url).register(user)).status).toBe(201);
      }
      await stop(old);
    });
  });

  describe('a client that was written for the FastAPI service', () => {
    let database: TestDatabase;

    beforeAll(async () => {
      database = await createTestDatabase();
    });
    afterAll(() => database.drop());

    it('gets the same responses from this service', async () => {
      const other = await createTestDatabase();
      const old = await startFastApi(python, other.url);
      const service = await startProcess({ env: sharedBy(database.url) });
      const before = await replayClient(old.url, other.url);
      const after = await replayClient(service.url, database.url);
      expect(after).toEqual(before);
      expect(before.map(({ status }) => status)).toContain(201);
      await stop(old);
      await other.drop();
    });
  });
} else {
  it('is not tested with the FastAPI service, as Python or its packages are not installed', () => {
    process.stdout.write('The FastAPI service was not started: its Python packages are not installed.\n');
  });
}

function adoption(fill: (databaseUrl: string) => Promise<void>): void {
  let database: TestDatabase;
  let client: Client;
  let before: Record<string, unknown>[];
  let after: Record<string, unknown>[];

  beforeAll(async () => {
    database = await createTestDatabase();
    await fill(database.url);
    before = await query(database.url, USERS);
    client = new Client((await startProcess({ env: sharedBy(database.url) })).url);
    after = await query(database.url, USERS);
  });
  afterAll(() => database.drop());

  it('is adopted without a change of any id, name, hash or time', async () => {
    expect(before.map(({ id, username }) => ({ id, username }))).toEqual(
      OLD_USERS.map(({ username }, index) => ({ id: index + 1, username })),
    );
    expect(after).toEqual(before);
  });

  it.each(OLD_USERS.map((user, index) => ({ ...user, id: index + 1 })))(
    'lets $username sign in with the old password, as the user with the id $id',
    async ({ id, username, email, password }) => {
      expect((await client.signIn(username, `${password}.`)).status).toBe(401);
      const signedIn = await client.signIn(username, password);
      expect(signedIn).toMatchObject({ status: 200, body: { token_type: 'bearer' } });
      const me = await client.me(String(signedIn.body['access_token']));
      expect(me).toMatchObject({ status: 200, body: { id, username, email, is_active: true } });
    },
  );

  it('refuses a second account with an existing name or address, and continues its ids', async () => {
    const password = 'an unlikely passphrase';
    const sameName = { username: ALICE.username.toUpperCase(), email: 'another@example.com', password };
    const sameAddress = { username: 'another', email: BOB.email.toUpperCase(), password };
    for (const taken of [sameName, sameAddress]) {
      expect(await client.register(taken)).toMatchObject({
        status: 400,
        body: { detail: 'Username or email already registered' },
      });
    }
    const newcomer = await client.register({ username: 'carol', email: 'carol@example.com', password });
    expect(newcomer.status).toBe(201);
    expect(Number(newcomer.body['id'])).toBeGreaterThan(OLD_USERS.length);
  });

  it('refuses a user who is deactivated in the database', async () => {
    const setActive = 'UPDATE users SET is_active = $2 WHERE username = $1';
    await query(database.url, setActive, [BOB.username, false]);
    const answer = await client.signIn(BOB.username, BOB.password);
    await query(database.url, setActive, [BOB.username, true]);
    expect(answer).toMatchObject({ status: 400, body: { detail: 'Inactive user' } });
  });
}

async function stop(service: StartedService): Promise<void> {
  service.signal('SIGTERM');
  await service.exited;
}
