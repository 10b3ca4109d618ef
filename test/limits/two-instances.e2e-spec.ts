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

  it(`hash no more than ${FREE} of ${BURST} simultaneous guesses, keep the count when killed, and reset it on command`, async () => {
    // Each 401 took a hash. After the wait of a second, one more is allowed.
    const { 401: hashed, 429: refused } = await burst('alice');
    expect(hashed).toBeGreaterThanOrEqual(FREE);
    expect(hashed).toBeLessThanOrEqual(FREE + 1);
    expect(hashed! + refused!).toBe(BURST);

    for (const service of services) {
      service.signal('SIGKILL');
      await service.exited;
    }
    services = await Promise.all([start(), start()]);
    // Two waits, of at least 1 and 2 seconds, can't both end between two guesses.
    const after = [await clientOf(0).signIn('alice', WRONG), await clientOf(1).signIn('alice', PASSWORD)];
    expect(after[1]!.status).toBe(429);

    expect(await unlock('ALICE')).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+ +alice +alice@example\.com +yes$/m),
      stderr: '',
    });
    const signedIn = await clientOf(1).signIn('alice', PASSWORD);
    expect(signedIn.status).toBe(200);
    expect(await unlock('nobody')).toMatchObject({ code: 3, stderr: 'There is no user of this name: nobody\n' });

    const device = { Cookie: signedIn.headers.getSetCookie()[0]!.split(';')[0]! };
    const guess = (index: number) => clientOf(index).postForm('/token', { username: 'alice', password: WRONG }, device);
    const fromDevice = await Promise.all(Array.from({ length: 2 * FREE }, (_, index) => guess(index)));
    expect(fromDevice.some(({ status }) => status === 429)).toBe(true);
    // Unlocking resets known devices too, and a revoked device is no longer known.
    await unlock('alice');
    expect((await guess(0)).status).toBe(401);
    await burst('alice');
    expect((await guess(0)).status).toBe(401);
    expect((await users(['forget-devices', 'alice'], { DATABASE_URL: database.url })).code).toBe(0);
    // After one more wrong password, which may itself be delayed, the wait is at least two seconds.
    await clientOf(0).signIn('alice', WRONG);
    await clientOf(1).signIn('alice', WRONG);
    expect((await guess(1)).status).toBe(429);
  }, 60_000);
});
