import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Agent } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { HASH_CHANNEL, type HashMessage, HashingQueue, PasswordHasher, SignInLimiter } from '@portcullis/auth';
import { QueuedPasswordHasher } from '../../libs/auth/src/password/queued-password-hasher.js';
import { ADAPTERS, type Adapter } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { BlockedPasswordHasher } from './support/blocked.password-hasher.js';
import { UnlimitedSignInLimiter } from './support/unlimited.sign-in-limiter.js';
import { until } from './support/until.js';
import { visit, type Visit } from './support/visitor.js';

const PASSWORD = 'an unlikely passphrase';
const GUESS = 'a wrong passphrase';
const MAX_QUEUED = 6;

/** Tells nobody apart. */
class IndifferentPasswordHasher extends QueuedPasswordHasher {
  override verify(password: string, hash: string): Promise<boolean> {
    return super.verify(password, hash);
  }
}

describe.each(ADAPTERS)('a storm of sign-ins, on %s', (adapter) => {
  let house: House;
  let messages: HashMessage[];
  const keep = (message: unknown) => void messages.push(message as HashMessage);

  beforeAll(async () => {
    house = await open(adapter);
  });
  afterAll(() => house.close());
  beforeEach(() => {
    messages = [];
    house.blocked.begun.length = 0;
    subscribe(HASH_CHANNEL, keep);
  });
  afterEach(() => {
    unsubscribe(HASH_CHANNEL, keep);
    house.blocked.release();
  });

  it('from one address lets somebody from another one in', async () => {
    await expectServed(house, (attempt) => house.signIn('127.0.0.1', `guessed${attempt}`, GUESS));
  });

  it('that registers lets somebody from another address in', async () => {
    await expectServed(house, (attempt) => house.register('127.0.0.1', `crowd${attempt}`));
  });

  it('on one name from many addresses lets somebody of another name in', async () => {
    await expectServed(house, (attempt) => house.signIn(`127.0.1.${attempt + 1}`, 'guessed', GUESS));
  });

  it('is over when its clients have gone: none of them costs a hash, or a line of complaint', async () => {
    house.blocked.block();
    const begun = house.signIn('127.0.0.1', 'guessed0', GUESS);
    await until(() => house.queue.running === 1);
    const waiting = [
      ...Array.from({ length: MAX_QUEUED - 1 }, (_, index) => house.signIn('127.0.0.1', `guessed${index + 1}`, GUESS)),
      house.register('127.0.0.2', 'gone'),
    ];
    await until(() => house.queue.waiting === MAX_QUEUED);
    const crowd = [begun, ...waiting];
    crowd.forEach((each) => each.hangUp());
    await until(() => house.queue.waiting === 0);
    expect(await Promise.all(crowd.map(({ status }) => status))).toEqual(crowd.map(() => null));
    expect(house.blocked.begun).toEqual([GUESS]);
    expect(messages.map(({ outcome }) => outcome)).toEqual(waiting.map(() => 'abandoned'));

    house.blocked.release();
    expect(await house.signIn('127.0.0.1', 'alice', PASSWORD).status).toBe(200);
    expect(await house.register('127.0.0.1', 'gone').status).toBe(201);
    expect([house.queue.running, house.queue.waiting]).toEqual([0, 0]);
    expect(messages.filter(({ outcome }) => outcome === 'hashed')).toHaveLength(3);
    expect(house.complaints).toEqual([]);
  });

  it('that comes by a connection which has served others before ends with it too', async () => {
    const { client, queue, blocked } = house;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const form = new URLSearchParams({ username: 'alice', password: PASSWORD });
    const signIn = () => visit(`${client.url}/token`, '127.0.0.1', form, agent);
    expect(await signIn().status).toBe(200);
    expect(await signIn().status).toBe(200);
    blocked.block();
    const other = client.signIn('alice', PASSWORD);
    await until(() => queue.running === 1);
    const leaving = signIn();
    await until(() => queue.waiting === 1);
    leaving.hangUp();
    await until(() => queue.waiting === 0);
    blocked.release();
    expect((await other).status).toBe(200);
    expect(blocked.begun).toHaveLength(3);
  });
});

it('a storm from one address would keep everybody out where nobody is told apart', async () => {
  const house = await open('fastify', IndifferentPasswordHasher);
  try {
    const { status } = await stranger(house, (attempt) => house.signIn('127.0.0.1', `guessed${attempt}`, GUESS));
    expect(await status).toBe(503);
  } finally {
    house.blocked.release();
    await house.close();
  }
});

interface House {
  readonly client: TestService['client'];
  readonly blocked: BlockedPasswordHasher;
  readonly queue: HashingQueue;
  /** What the log holds of warnings and errors. */
  readonly complaints: string[];
  signIn(from: string, username: string, password: string): Visit;
  register(from: string, name: string): Visit;
  close(): Promise<void>;
}

/** The service, with a hasher that can be blocked, one place at it, and alice, who has an account. */
async function open(adapter: Adapter, Hasher = QueuedPasswordHasher): Promise<House> {
  const blocked = new BlockedPasswordHasher();
  const queue = new HashingQueue({ concurrency: 1, maxQueued: MAX_QUEUED, maxWaitMs: 20_000 });
  const complaints: string[] = [];
  const service = await startService({
    adapter,
    override: (builder) =>
      builder
        .overrideProvider(PasswordHasher)
        .useValue(new Hasher(blocked, queue))
        // Of a burst on one name, those above its budget would be refused by that, if they arrive before the room is full.
        .overrideProvider(SignInLimiter)
        .useValue(new UnlimitedSignInLimiter()),
    log: (line) => {
      if ((JSON.parse(line) as { level: number }).level >= 40) {
        complaints.push(line);
      }
    },
  });
  const { client } = service;
  await client.newcomer('alice', PASSWORD);
  return {
    client,
    blocked,
    queue,
    complaints,
    signIn: (from, username, password) =>
      visit(`${client.url}/token`, from, new URLSearchParams({ username, password })),
    register: (from, username) =>
      visit(`${client.url}/register`, from, { username, email: `${username}@example.com`, password: PASSWORD }),
    close: () => service.stop(),
  };
}

/** Alice, from an address of her own, after a storm that fills the room and has brought more than fit. */
async function stranger(house: House, storm: (attempt: number) => Visit): Promise<Visit> {
  house.blocked.block();
  const crowd = Array.from({ length: MAX_QUEUED + 5 }, (_, attempt) => storm(attempt));
  let refused = 0;
  crowd.forEach(({ status }) => void status.then((answer) => (refused += answer === 503 ? 1 : 0)));
  await until(() => refused === 4 && house.queue.waiting === MAX_QUEUED);
  const visitor = house.signIn('127.0.0.99', 'alice', PASSWORD);
  void visitor.status.then(() => (refused += 1));
  // Somebody has had to go.
  await until(() => refused === 5);
  return visitor;
}

async function expectServed(house: House, storm: (attempt: number) => Visit): Promise<void> {
  const visitor = await stranger(house, storm);
  house.blocked.release();
  expect(await visitor.status).toBe(200);
  await until(() => house.queue.running === 0);
  // Behind the one that was begun, and one of each party.
  expect(house.blocked.begun.indexOf(PASSWORD)).toBeLessThanOrEqual(4);
  expect(house.blocked.begun).toHaveLength(1 + MAX_QUEUED);
}
