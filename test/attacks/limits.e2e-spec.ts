import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { MemorySignInLimiter, PasswordHasher } from '@portcullis/auth';
import { type SignInAttempt, SignInLimiter, type SpentAttempt } from '@portcullis/auth/spi';
import { HashingQueue } from '../../libs/auth/src/password/hashing-queue.js';
import { QueuedPasswordHasher } from '../../libs/auth/src/password/queued-password-hasher.js';
import type { Answer } from '../support/client.js';
import { expectInTime } from '../support/in-time.js';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';
import { BlockedPasswordHasher } from './support/blocked.password-hasher.js';
import { CountingPasswordHasher } from './support/counting.password-hasher.js';
import { UnlimitedSignInLimiter } from './support/unlimited.sign-in-limiter.js';
import { until } from './support/until.js';

const PASSWORD = 'an unlikely passphrase';
const MAX_ATTEMPTS = 5;
const WAIT_SECONDS = 600;
const LIMIT = { freeAttempts: MAX_ATTEMPTS, firstDelay: WAIT_SECONDS, maxDelay: WAIT_SECONDS };
const BURST = 200;

class ObservedSignInLimiter extends MemorySignInLimiter {
  spent = 0;
  givenBack = 0;
  /** Called during the next `spend`. */
  meanwhile: (() => Promise<void>) | undefined;

  override async spend(attempt: SignInAttempt): Promise<SpentAttempt> {
    this.spent += 1;
    const spent = await super.spend(attempt);
    await this.meanwhile?.();
    return spent;
  }

  override async giveBack(attempt: SpentAttempt): Promise<void> {
    this.givenBack += 1;
    await super.giveBack(attempt);
  }
}

let counter = 0;
const unique = () => `guessed${(counter += 1)}`;

function expectTokenError(answer: Answer, status: number, error: string): void {
  expect(answer.status).toBe(status);
  expect(answer.body).toEqual({ error, error_description: answer.body.detail, detail: expect.any(String) });
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(answer.headers.get('cache-control')).toBe('no-store');
}

/** In whole seconds. */
function retryAfter({ headers }: Answer): number {
  expect(headers.get('retry-after')).toMatch(/^\d+$/);
  return Number(headers.get('retry-after'));
}

describe.each(ADAPTERS)('guessing passwords, on %s', (adapter) => {
  let service: TestService;
  const hasher = new CountingPasswordHasher();

  beforeAll(async () => {
    service = await start(new MemorySignInLimiter(LIMIT));
  });
  afterAll(() => service.stop());

  function start(limiter: SignInLimiter): Promise<TestService> {
    return startService({
      adapter,
      override: (builder) =>
        builder.overrideProvider(SignInLimiter).useValue(limiter).overrideProvider(PasswordHasher).useValue(hasher),
    });
  }

  const guess = (username: string) => service.client.signIn(username, 'a wrong passphrase');

  async function guessOften(username: string, times: number): Promise<Answer[]> {
    const answers: Answer[] = [];
    while (answers.length < times) {
      answers.push(await guess(username));
    }
    return answers;
  }

  it('is refused after the limit, for the right password too, and without a hash', async () => {
    const { username } = await service.client.newcomer(unique());
    const answers = await guessOften(username, MAX_ATTEMPTS);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
    const hashes = hasher.verified;
    for (const answer of [await guess(username), await service.client.signIn(username, PASSWORD)]) {
      expectTokenError(answer, 429, 'too_many_attempts');
      expect(retryAfter(answer)).toBeGreaterThan(WAIT_SECONDS - 60);
      expect(retryAfter(answer)).toBeLessThanOrEqual(WAIT_SECONDS);
      expect(answer.headers.get('www-authenticate')).toBeNull();
    }
    expect(hasher.verified).toBe(hashes);
  });

  it('has the same limit for known and unknown names', async () => {
    const { username } = await service.client.newcomer(unique());
    const known = await guessOften(username, MAX_ATTEMPTS + 2);
    const unknown = await guessOften(unique(), MAX_ATTEMPTS + 2);
    expect(known.map(({ status, text }) => [status, text])).toEqual(unknown.map(({ status, text }) => [status, text]));
    expect(Math.abs(retryAfter(known.at(-1)!) - retryAfter(unknown.at(-1)!))).toBeLessThanOrEqual(5);
  });

  it('has one limit for all spellings of a name', async () => {
    const { username } = await service.client.newcomer(unique());
    const spellings = [username, username.toUpperCase(), ` ${username}`, `${username} `, username.replace('g', 'ｇ')];
    for (const spelling of spellings) {
      expect((await guess(spelling)).status).toBe(401);
    }
    expect((await guess(`  ${username}  `)).status).toBe(429);
  });

  it('does not affect other names, nor tokens', async () => {
    const victim = await service.client.newcomer(unique());
    const bystander = await service.client.newcomer(unique());
    await guessOften(victim.username, MAX_ATTEMPTS + 1);
    expect((await service.client.signIn(bystander.username, PASSWORD)).status).toBe(200);
    expect((await service.client.me(victim.token)).status).toBe(200);
  });

  it('is forgiven after a success', async () => {
    const { username } = await service.client.newcomer(unique());
    for (let round = 0; round < 3; round += 1) {
      await guessOften(username, MAX_ATTEMPTS - 1);
      expect((await service.client.signIn(username, PASSWORD)).status).toBe(200);
    }
  });

  it('gets no more hashes from 200 guesses at once than the limit', async () => {
    const { username } = await service.client.newcomer(unique());
    const before = hasher.verified;
    const answers = await Promise.all(Array.from({ length: BURST }, () => guess(username)));
    expect(hasher.verified - before).toBe(MAX_ATTEMPTS);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(MAX_ATTEMPTS);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(BURST - MAX_ATTEMPTS);
  });

  it('would get all hashes without a limiter', async () => {
    const lax = await start(new UnlimitedSignInLimiter());
    try {
      const before = hasher.verified;
      await Promise.all(Array.from({ length: BURST }, () => lax.client.signIn('guessed', 'a wrong passphrase')));
      expect(hasher.verified - before).toBe(BURST);
    } finally {
      await lax.stop();
    }
  });
});

describe.each(ADAPTERS)('a full hashing queue, on %s', (adapter) => {
  let service: TestService;
  let token: string;
  const blocked = new BlockedPasswordHasher();
  const queue = new HashingQueue({ concurrency: 1, maxQueued: 2, maxWaitMs: 20_000 });
  const limiter = new ObservedSignInLimiter();

  beforeAll(async () => {
    service = await startService({
      adapter,
      override: (builder) =>
        builder
          .overrideProvider(PasswordHasher)
          .useValue(new QueuedPasswordHasher(blocked, queue))
          .overrideProvider(SignInLimiter)
          .useValue(limiter),
    });
    ({ token } = await service.client.newcomer('alice'));
  });
  afterEach(() => blocked.release());
  afterAll(() => service.stop());

  /** Starts three sign-ins: one is being hashed, and two wait. */
  async function fill(): Promise<Promise<Answer>[]> {
    blocked.block();
    const hashing = service.client.signIn('alice', PASSWORD);
    await until(() => queue.running === 1);
    // One for each name: the queue would drop the second of two for one name to make room for another name.
    const waiting = ['alice', 'unknown'].map((name) => service.client.signIn(name, PASSWORD));
    await until(() => queue.waiting === 2);
    return [hashing, ...waiting];
  }

  it('refuses sign-ins and registrations with 503 at once, for known and unknown names', async () => {
    const waiting = await fill();
    const answers: Answer[] = [];
    for (const name of ['alice', 'unknown']) {
      await expectInTime(100, async () => {
        answers.push(await service.client.signIn(name, PASSWORD));
      });
    }
    for (const answer of answers) {
      expectTokenError(answer, 503, 'temporarily_unavailable');
      expect(retryAfter(answer)).toBe(20);
      expect(answer.text).toBe(answers[0]?.text);
    }
    const registering = await service.client.register({
      username: 'bob',
      email: 'bob@example.com',
      password: PASSWORD,
    });
    expect(registering.status).toBe(503);
    expect(registering.body).toMatchObject({ code: 'service_unavailable' });
    expect(retryAfter(registering)).toBe(20);

    blocked.release();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 401]);
    expect(
      (await service.client.register({ username: 'bob', email: 'bob@example.com', password: PASSWORD })).status,
    ).toBe(201);
  });

  it('does not count a refused sign-in as a guess, and does not call the limiter', async () => {
    const waiting = await fill();
    const before = limiter.spent;
    for (let attempt = 0; attempt < 15; attempt += 1) {
      expect((await service.client.signIn('carl', PASSWORD)).status).toBe(503);
    }
    expect(limiter.spent).toBe(before);
    blocked.release();
    await Promise.all(waiting);
    expect((await service.client.signIn('carl', PASSWORD)).status).toBe(401);
  });

  it('gives back an attempt that was counted before the queue became full', async () => {
    const waiting: Promise<Answer>[] = [];
    limiter.meanwhile = async () => {
      limiter.meanwhile = undefined;
      waiting.push(...(await fill()));
    };
    const { givenBack } = limiter;
    expect((await service.client.signIn('dora', PASSWORD)).status).toBe(503);
    expect(limiter.givenBack).toBe(givenBack + 1);
    blocked.release();
    await Promise.all(waiting);
  });

  it('does not affect users who are signed in', async () => {
    const waiting = await fill();
    const answers = await Promise.all(Array.from({ length: 20 }, () => service.client.me(token)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    blocked.release();
    await Promise.all(waiting);
  });

  it('still refuses invalid requests, which need no hash, with their own error', async () => {
    const waiting = await fill();
    expect((await service.client.signIn('alice', 'x'.repeat(1_025))).status).toBe(400);
    expect(
      (await service.client.register({ username: 'carol', email: 'carol@example.com', password: 'password' })).status,
    ).toBe(422);
    blocked.release();
    await Promise.all(waiting);
  });
});
