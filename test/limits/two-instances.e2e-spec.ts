import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { users } from '../cli/users.command.js';
import { type Answer, Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { sharedBy, startProcess, type StartedService } from '../support/process.js';
import { allowedGuesses, FREE_GUESSES } from './allowed-guesses.js';

const PASSWORD = 'an unlikely passphrase';
const WRONG = 'a wrong passphrase';
const BURST = 200;

/** Fewer than an account, or a known device, has free guesses. */
const FEW = 6;

describe('two instances of the service on one database', () => {
  let database: TestDatabase;
  let services: [StartedService, StartedService];

  const start = () => startProcess({ env: sharedBy(database.url) });
  const clientOf = (index: number) => new Client(services[index % 2]!.url);
  const unlock = (name: string) => users(['unlock', name], { DATABASE_URL: database.url });

  /** Each further guess doubles the wait, so that one of a few falls into it however slow the machine is. */
  async function expectWait(guess: () => Promise<Answer>): Promise<void> {
    const statuses: number[] = [];
    while (statuses.length < FEW && statuses.at(-1) !== 429) {
      statuses.push((await guess()).status);
    }
    expect(statuses.at(-1)).toBe(429);
  }

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

  it(`hash no more than ${FREE_GUESSES} of ${BURST} simultaneous guesses, keep the count when killed, and reset it on command`, async () => {
    // Each 401 took a hash.
    const since = performance.now();
    const { 401: hashed, 429: refused, 503: late = 0 } = await burst('alice');
    expect(hashed).toBeGreaterThan(0);
    expect(hashed).toBeLessThanOrEqual(allowedGuesses(performance.now() - since));
    // A slow machine refuses what it can't count in time.
    expect(hashed! + refused! + late).toBe(BURST);

    for (const service of services) {
      service.signal('SIGKILL');
      await service.exited;
    }
    services = await Promise.all([start(), start()]);
    await expectWait(() => clientOf(0).signIn('alice', WRONG));

    expect(await unlock('ALICE')).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+ +alice +alice@example\.com +no +yes$/m),
      stderr: '',
    });
    const signedIn = await clientOf(1).signIn('alice', PASSWORD);
    expect(signedIn.status).toBe(200);
    expect(await unlock('nobody')).toMatchObject({ code: 3, stderr: 'There is no user of this name: nobody\n' });

    const device = { Cookie: signedIn.headers.getSetCookie()[0]!.split(';')[0]! };
    const guess = (index: number) => clientOf(index).postForm('/token', { username: 'alice', password: WRONG }, device);
    const fromDevice = await Promise.all(Array.from({ length: 2 * FREE_GUESSES }, (_, index) => guess(index)));
    expect(fromDevice.some(({ status }) => status === 429)).toBe(true);
    // Unlocking resets known devices too, and a revoked device is no longer known.
    await unlock('alice');
    expect((await guess(0)).status).toBe(401);
    await burst('alice');
    expect((await guess(0)).status).toBe(401);
    expect((await users(['forget-devices', 'alice'], { DATABASE_URL: database.url })).code).toBe(0);
    await expectWait(() => guess(1));
  });
});
