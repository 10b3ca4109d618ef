import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Agent } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PasswordHasher } from '@portcullis/auth';
import { HASH_CHANNEL, type HashMessage, HashingQueue, SignInLimiter } from '@portcullis/auth/spi';
import { QueuedPasswordHasher } from '../../libs/auth/src/password/queued-password-hasher.js';
import { ADAPTERS, type Adapter } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { type AbortableRequest, postFrom } from './support/abortable-request.js';
import { BlockedPasswordHasher } from './support/blocked.password-hasher.js';
import { UnlimitedSignInLimiter } from './support/unlimited.sign-in-limiter.js';
import { until } from './support/until.js';

const PASSWORD = 'an unlikely passphrase';
const GUESS = 'a wrong passphrase';
const MAX_QUEUED = 6;

/** Does not tell the queue who requests a hash, so that the queue can't be fair. */
class UnfairPasswordHasher extends QueuedPasswordHasher {
  override verify(password: string, hash: string): Promise<boolean> {
    return super.verify(password, hash);
  }
}

describe.each(ADAPTERS)('a storm of sign-ins, on %s', (adapter) => {
  let target: Target;
  let messages: HashMessage[];
  const keep = (message: unknown) => void messages.push(message as HashMessage);

  beforeAll(async () => {
    target = await start(adapter);
  });
  afterAll(() => target.close());
  beforeEach(() => {
    messages = [];
    target.blocked.begun.length = 0;
    subscribe(HASH_CHANNEL, keep);
  });
  afterEach(() => {
    unsubscribe(HASH_CHANNEL, keep);
    target.blocked.release();
  });

  it('from one address does not shut out a user at another address', async () => {
    await expectServed(target, (attempt) => target.signIn('127.0.0.1', `guessed${attempt}`, GUESS));
  });

  it('of registrations does not shut out a user at another address', async () => {
    await expectServed(target, (attempt) => target.register('127.0.0.1', `crowd${attempt}`));
  });

  it('on one name from many addresses does not shut out another user', async () => {
    await expectServed(target, (attempt) => target.signIn(`127.0.1.${attempt + 1}`, 'guessed', GUESS));
  });

  it('ends when its clients leave, without further hashes, warnings or errors', async () => {
    target.blocked.block();
    const begun = target.signIn('127.0.0.1', 'guessed0', GUESS);
    await until(() => target.queue.running === 1);
    const waiting = [
      ...Array.from({ length: MAX_QUEUED - 1 }, (_, index) => target.signIn('127.0.0.1', `guessed${index + 1}`, GUESS)),
      target.register('127.0.0.2', 'gone'),
    ];
    await until(() => target.queue.waiting === MAX_QUEUED);
    const crowd = [begun, ...waiting];
    crowd.forEach((request) => request.abort());
    await until(() => target.queue.waiting === 0);
    expect(await Promise.all(crowd.map(({ status }) => status))).toEqual(crowd.map(() => null));
    expect(target.blocked.begun).toEqual([GUESS]);
    expect(messages.map(({ outcome }) => outcome)).toEqual(waiting.map(() => 'abandoned'));

    target.blocked.release();
    expect(await target.signIn('127.0.0.1', 'alice', PASSWORD).status).toBe(200);
    expect(await target.register('127.0.0.1', 'gone').status).toBe(201);
    expect([target.queue.running, target.queue.waiting]).toEqual([0, 0]);
    expect(messages.filter(({ outcome }) => outcome === 'hashed')).toHaveLength(3);
    expect(target.complaints).toEqual([]);
  });

  it('over a reused connection ends when the connection is closed', async () => {
    const { client, queue, blocked } = target;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const form = new URLSearchParams({ username: 'alice', password: PASSWORD });
    const signIn = () => postFrom(`${client.url}/token`, '127.0.0.1', form, agent);
    expect(await signIn().status).toBe(200);
    expect(await signIn().status).toBe(200);
    blocked.block();
    const other = client.signIn('alice', PASSWORD);
    await until(() => queue.running === 1);
    const leaving = signIn();
    await until(() => queue.waiting === 1);
    leaving.abort();
    await until(() => queue.waiting === 0);
    blocked.release();
    expect((await other).status).toBe(200);
    expect(blocked.begun).toHaveLength(3);
  });
});

it('a storm from one address would shut out all users if the queue were not fair', async () => {
  const target = await start('fastify', UnfairPasswordHasher);
  try {
    const { status } = await signInDuring(target, (attempt) => target.signIn('127.0.0.1', `guessed${attempt}`, GUESS));
    expect(await status).toBe(503);
  } finally {
    target.blocked.release();
    await target.close();
  }
});

interface Target {
  readonly client: TestService['client'];
  readonly blocked: BlockedPasswordHasher;
  readonly queue: HashingQueue;
  /** The warnings and errors in the log. */
  readonly complaints: string[];
  signIn(from: string, username: string, password: string): AbortableRequest;
  register(from: string, name: string): AbortableRequest;
  close(): Promise<void>;
}

/** Starts the service with the user alice, and a hasher that can be blocked and hashes one password at a time. */
async function start(adapter: Adapter, Hasher = QueuedPasswordHasher): Promise<Target> {
  const blocked = new BlockedPasswordHasher();
  const queue = new HashingQueue({ concurrency: 1, maxQueued: MAX_QUEUED, maxWaitMs: 20_000 });
  const complaints: string[] = [];
  const service = await startService({
    adapter,
    override: (builder) =>
      builder
        .overrideProvider(PasswordHasher)
        .useValue(new Hasher(blocked, queue))
        // A limiter would refuse the attempts on one name above its budget before the queue is full.
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
      postFrom(`${client.url}/token`, from, new URLSearchParams({ username, password })),
    register: (from, username) =>
      postFrom(`${client.url}/register`, from, { username, email: `${username}@example.com`, password: PASSWORD }),
    close: () => service.stop(),
  };
}

/** Fills the queue with a storm of more requests than fit, then signs alice in from her own address. */
async function signInDuring(target: Target, storm: (attempt: number) => AbortableRequest): Promise<AbortableRequest> {
  target.blocked.block();
  const crowd = Array.from({ length: MAX_QUEUED + 5 }, (_, attempt) => storm(attempt));
  let refused = 0;
  crowd.forEach(({ status }) => void status.then((answer) => (refused += answer === 503 ? 1 : 0)));
  await until(() => refused === 4 && target.queue.waiting === MAX_QUEUED);
  const request = target.signIn('127.0.0.99', 'alice', PASSWORD);
  void request.status.then(() => (refused += 1));
  // The queue has dropped a request of the storm, or has refused alice.
  await until(() => refused === 5);
  return request;
}

async function expectServed(target: Target, storm: (attempt: number) => AbortableRequest): Promise<void> {
  const request = await signInDuring(target, storm);
  target.blocked.release();
  expect(await request.status).toBe(200);
  await until(() => target.queue.running === 0);
  // After the hash in progress, and at most one of each other requester.
  expect(target.blocked.begun.indexOf(PASSWORD)).toBeLessThanOrEqual(4);
  expect(target.blocked.begun).toHaveLength(1 + MAX_QUEUED);
}
