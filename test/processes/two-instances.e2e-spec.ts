import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, Client, type Registration } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { sharedBy, startProcess } from '../support/process.js';
import { query } from './query.js';

const PASSWORD = 'an unlikely passphrase';
const SPELLINGS = ['mallory', 'Mallory', 'MALLORY', 'mALLORY', 'ｍａｌｌｏｒｙ'];

describe('two instances of the service on one database', () => {
  let database: TestDatabase;
  let one: Client;
  let other: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    const env = sharedBy(database.url);
    const services = await Promise.all([startProcess({ env }), startProcess({ env })]);
    [one, other] = services.map(({ url }) => new Client(url)) as [Client, Client];
  });
  afterAll(() => database.drop());

  it('know users that the other registered, and accept tokens that the other issued', async () => {
    const registered = await one.register({ username: 'Alice', email: 'alice@example.com', password: PASSWORD });
    expect(registered.status).toBe(201);
    const signedIn = await other.signIn('alice', PASSWORD);
    expect(signedIn.status).toBe(200);
    for (const instance of [one, other]) {
      const me = await instance.me(String(signedIn.body['access_token']));
      expect({ status: me.status, body: me.body }).toEqual({ status: 200, body: { ...registered.body, roles: [] } });
    }
  });

  it('both refuse a user as soon as the user is deactivated or deleted', async () => {
    const { token } = await one.newcomer('bob');
    const answers = async () => {
      const [here, there] = await Promise.all([one.me(token), other.me(token)]);
      return [here, there].map(({ status, body }) => [status, body['detail']]);
    };
    expect(await answers()).toEqual([
      [200, undefined],
      [200, undefined],
    ]);
    await query(database.url, `UPDATE users SET is_active = false WHERE username = 'bob'`);
    expect(await answers()).toEqual([
      [400, 'Inactive user'],
      [400, 'Inactive user'],
    ]);
    await query(database.url, `DELETE FROM users WHERE username = 'bob'`);
    expect(await answers()).toEqual([
      [401, 'Could not validate credentials'],
      [401, 'Could not validate credentials'],
    ]);
  });

  it('make one account of fifty simultaneous registrations of one name', async () => {
    const statuses = await race((index) => ({
      username: SPELLINGS[index % SPELLINGS.length]!,
      email: `mallory${index}@example.com`,
    }));
    expect(statuses).toEqual(oneAccount(50));
    expect(await query(database.url, `SELECT id FROM users WHERE username_canonical = 'mallory'`)).toHaveLength(1);
  });

  it('make one account of fifty simultaneous registrations of one address', async () => {
    const statuses = await race((index) => ({
      username: `trudy${index}`,
      email: index % 3 ? 'trudy@example.com' : 'Trudy@EXAMPLE.com',
    }));
    expect(statuses).toEqual(oneAccount(50));
    expect(await query(database.url, `SELECT id FROM users WHERE email_canonical = 'trudy@example.com'`)).toHaveLength(
      1,
    );
  });

  async function race(names: (index: number) => Omit<Registration, 'password'>): Promise<string[]> {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        register([one, other][index % 2]!, { ...names(index), password: PASSWORD }),
      ),
    );
    return answers
      .map(({ status, body: { detail } }) => (detail ? `${status} ${detail as string}` : `${status}`))
      .toSorted();
  }
});

/** Sends it again while the hashing queue is full, as the 503 asks. */
async function register(client: Client, registration: Registration): Promise<Answer> {
  for (;;) {
    const answer = await client.register(registration);
    if (answer.status !== 503) {
      return answer;
    }
  }
}

function oneAccount(attempts: number): string[] {
  return ['201', ...Array.from({ length: attempts - 1 }, () => '400 Username or email already registered')];
}
