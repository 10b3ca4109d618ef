import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { BcryptPasswordHasher, Clock, PasswordHasher, UserRepository } from '@portcullis/auth';
import { TestClock } from '@portcullis/testing';
import { DataSource } from 'typeorm';
import { CountingPasswordHasher } from '../attacks/support/counting.password-hasher.js';
import { CountingUserRepository, countingUsers } from '../attacks/support/counting.user-repository.js';
import { insertUser } from '../attacks/support/insert-user.js';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';

const PASSWORD = 'an unlikely passphrase';
const WRONG = 'a wrong passphrase';
const FREE = 10;

describe.each(ADAPTERS)('two accounts of an adopted table whose names differ by case alone, on %s', (adapter) => {
  let service: TestService;
  const hasher = new CountingPasswordHasher();
  const clock = new TestClock(new Date('2026-03-01T12:00:00Z'));

  beforeAll(async () => {
    service = await startService({
      adapter,
      override: (builder) =>
        countingUsers(builder)
          .overrideProvider(Clock)
          .useValue(clock)
          .overrideProvider(PasswordHasher)
          .useValue(hasher),
    });
  });
  afterAll(() => service.stop());

  /** Inserts twins as adoption leaves them: one has the canonical form of the name, the other its own spelling. */
  async function twins(name: string): Promise<readonly [string, string]> {
    await service.client.newcomer(name, PASSWORD);
    const twin = name.toUpperCase();
    await insertUser(service, twin, await new BcryptPasswordHasher({ cost: 4 }).hash(PASSWORD));
    return [name, twin];
  }

  const signIn = (name: string, password: string) => service.client.signIn(name, password);

  it('have separate budgets: a success of one does not reset the other', async () => {
    const [alice, twin] = await twins('alice');
    const before = hasher.verified;
    let own = 0;
    for (let guess = 0; guess < 3 * FREE; guess++) {
      await signIn(alice, WRONG);
      if (guess % (FREE - 1) === 0) {
        expect((await signIn(twin, PASSWORD)).status).toBe(200);
        own += 1;
      }
    }
    expect(hasher.verified - before - own).toBe(FREE);
    expect((await signIn(twin, PASSWORD)).status).toBe(200);
  });

  it('know only their own devices', async () => {
    const [bob, twin] = await twins('bob');
    const [cookie = ''] = (await signIn(twin, PASSWORD)).headers.getSetCookie();
    for (let guess = 0; guess < FREE; guess++) {
      await signIn(bob, WRONG);
    }
    const form = { username: bob, password: WRONG };
    const answer = await service.client.postForm('/token', form, { Cookie: cookie.split(';')[0]! });
    expect(answer.status).toBe(429);
  });

  it('count every spelling that signs in to them in one budget', async () => {
    await service.client.newcomer('carol', PASSWORD);
    const spellings = ['carol', 'CAROL', ' carol ', 'ｃarol', 'Carol'];
    const statuses: number[] = [];
    for (let guess = 0; guess < FREE + 1; guess++) {
      statuses.push((await signIn(spellings[guess % spellings.length]!, WRONG)).status);
    }
    expect(statuses).toEqual([...Array<number>(FREE).fill(401), 429]);
  });

  it('are counted in the same steps as an unknown name', async () => {
    await service.client.newcomer('dave', PASSWORD);
    const users = service.app.get<CountingUserRepository>(UserRepository);
    const logged = jest.spyOn(service.app.get(DataSource).logger, 'logQuery');
    const traces: unknown[] = [];
    for (const name of ['dave', 'nobody']) {
      const trace: unknown[] = [];
      for (let guess = 0; guess < FREE + 1; guess++) {
        const [verified, lookedUp] = [hasher.verified, users.byUsername];
        logged.mockClear();
        const { status, text } = await signIn(name, WRONG);
        const counts = [hasher.verified - verified, users.byUsername - lookedUp];
        trace.push([status, text, ...counts, logged.mock.calls.map(([statement]) => statement)]);
      }
      traces.push(trace);
    }
    logged.mockRestore();
    expect(traces[0]).toEqual(traces[1]);
  });
});
