import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { users } from '../cli/users.command.js';
import { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { sharedBy, startProcess, type StartedService } from '../support/process.js';

const PASSWORD = 'an unlikely passphrase';
const WRONG = 'a wrong passphrase';
const FREE = 10;
const BURST = 200;

describe('two instances of the service on one database', () => {
  let database: TestDatabase;
  let services: [StartedService, StartedService];

  const start = () => startProcess({ env: sharedBy(database.url) });
  const clientOf = (index: number) => new Client(services[index % 2]!.url);
  const unlock = (name: string) => users(['unlock', name], { DATABASE_URL: database.url });

  async function burst(username: string): Promise<Record<number, number>> {
    const guesses = Array.from({ length: BURST }, (_, index) => clientOf(index).signIn(username, WRONG));
    const counts: Record<number, number> = {};
    for (const { status } of await Promise.all(guesses)) {
      counts[status] = (counts[status] ?? 0) + 1;
    }
    return counts;
  }

  beforeAll(async () => {
    database = await createTestDatabase();
    services = await Promise.all([start(), start()]);
    await clientOf(0).newcomer('alice', PASSWORD);
  });
  afterAll(() => database.drop());

  it(`hash no more than ${FREE} of ${BURST} guesses at once, remember that when they are killed, and are told to forget it`, async () => {
    // Whoever is answered 401 has had a hash; the wait of a second, once it is over, allows for one more.
    const { 401: hashed, 429: refused } = await burst('alice');
    expect(hashed).toBeGreaterThanOrEqual(FREE);
    expect(hashed).toBeLessThanOrEqual(FREE + 1);
    expect(hashed! + refused!).toBe(BURST);

    for (const service of services) {
      service.signal('SIGKILL');
      await service.exited;
    }
    services = await Promise.all([start(), start()]);
    // Two waits, of at least 1 and 2 seconds, can't both be over between two guesses.
    const after = [await clientOf(0).signIn('alice', WRONG), await clientOf(1).signIn('alice', PASSWORD)];
    expect(after[1]!.status).toBe(429);

    expect(await unlock('ALICE')).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+ +alice +alice@example\.com +yes$/m),
      stderr: '',
    });
    expect((await clientOf(1).signIn('alice', PASSWORD)).status).toBe(200);
    expect(await unlock('nobody')).toMatchObject({ code: 3, stderr: 'There is no user of this name: nobody\n' });
  }, 60_000);
});
