import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ServiceUnavailableError } from '../errors/retryable.errors.js';
import { HASH_CHANNEL, type HashMessage } from './hash.channel.js';
import { hashingConcurrency } from './hashing-concurrency.js';
import { HashingQueue } from './hashing-queue.js';

/** Work that ends when told. */
class Job {
  started = false;
  finish!: () => void;
  fail!: (error: Error) => void;
  readonly #outcome = new Promise<string>((resolve, reject) => {
    this.finish = () => resolve('done');
    this.fail = reject;
  });

  readonly work = (): Promise<string> => {
    this.started = true;
    return this.#outcome;
  };
}

/** Waits until all settled promises are handled. The real `setImmediate`, so that fake timers do not stop it. */
const { setImmediate } = globalThis;
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

const broken = () => {
  throw new Error('broken');
};

const jobs = (count: number) => Array.from({ length: count }, () => new Job());
const startedOf = (all: readonly Job[]) => all.map((job) => job.started);

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('HashingQueue', () => {
  it('begins as many as it may at once, and the others in order of arrival', async () => {
    const queue = new HashingQueue({ concurrency: 2 });
    const all = jobs(4);
    const results = all.map((job) => queue.run(job.work));
    await settled();
    expect(startedOf(all)).toEqual([true, true, false, false]);
    expect([queue.running, queue.waiting]).toEqual([2, 2]);

    all[1]?.finish();
    await settled();
    expect(startedOf(all)).toEqual([true, true, true, false]);
    expect([queue.running, queue.waiting]).toEqual([2, 1]);

    all.forEach((job) => job.finish());
    await expect(Promise.all(results)).resolves.toEqual(['done', 'done', 'done', 'done']);
    expect([queue.running, queue.waiting]).toEqual([0, 0]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('refuses a hash for idle times if it would have to wait', async () => {
    const queue = new HashingQueue({ concurrency: 1 });
    const [idle, busy] = jobs(2) as [Job, Job];
    const first = queue.run(idle.work, { onlyWhenIdle: true });
    await expect(queue.run(busy.work, { onlyWhenIdle: true })).rejects.toThrow(ServiceUnavailableError);
    expect([idle.started, busy.started, queue.waiting]).toEqual([true, false, 0]);
    idle.finish();
    await expect(first).resolves.toBe('done');
  });

  it('never runs more than it may if a request arrives while a slot is handed over', async () => {
    const queue = new HashingQueue({ concurrency: 1 });
    const [first, second, late] = jobs(3) as [Job, Job, Job];
    const ended = queue.run(first.work);
    void queue.run(second.work);
    const overtaking = ended.then(() => {
      void queue.run(late.work);
      return queue.running;
    });
    first.finish();
    await expect(overtaking).resolves.toBe(1);
    await settled();
    expect(startedOf([second, late])).toEqual([true, false]);
  });

  it('refuses at once what does not fit, without beginning it', async () => {
    const queue = new HashingQueue({ concurrency: 1, maxQueued: 1, maxWaitMs: 2500 });
    const [running, waiting, refused] = jobs(3) as [Job, Job, Job];
    void queue.run(running.work);
    void queue.run(waiting.work);
    const error: unknown = await queue.run(refused.work).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ServiceUnavailableError);
    expect(error).toMatchObject({ retryAfterSeconds: 3 });
    expect(refused.started).toBe(false);
    expect([queue.running, queue.waiting]).toEqual([1, 1]);
  });

  it('checks for a place without taking it', async () => {
    const queue = new HashingQueue({ concurrency: 1, maxQueued: 2, maxWaitMs: 2500 });
    const ann = { network: '1', name: 'ann' };
    const bob = { network: '2', name: 'bob' };
    for (const job of jobs(3)) {
      queue.assertPlaceFor(ann);
      queue.assertPlaceFor(ann);
      void queue.run(job.work, ann);
    }
    expect(() => queue.assertPlaceFor(ann)).toThrow(
      expect.objectContaining({ code: 'service_unavailable', retryAfterSeconds: 3 }),
    );
    expect(() => queue.assertPlaceFor(bob)).not.toThrow();
    expect([queue.running, queue.waiting]).toEqual([1, 2]);
  });

  it('has no queue if none may wait', async () => {
    const queue = new HashingQueue({ concurrency: 1, maxQueued: 0 });
    const job = new Job();
    const result = queue.run(job.work);
    await expect(queue.run(job.work)).rejects.toThrow(ServiceUnavailableError);
    job.finish();
    await result;
    await expect(queue.run(job.work)).resolves.toBe('done');
  });

  it('refuses a request that has waited too long, and only then', async () => {
    const queue = new HashingQueue({ concurrency: 1, maxWaitMs: 2000 });
    const [running, waiting] = jobs(2) as [Job, Job];
    void queue.run(running.work);
    const outcome = queue.run(waiting.work).catch((reason: unknown) => reason);
    jest.advanceTimersByTime(1999);
    expect(queue.waiting).toBe(1);
    jest.advanceTimersByTime(1);
    expect(queue.waiting).toBe(0);
    await expect(outcome).resolves.toMatchObject({ code: 'service_unavailable', retryAfterSeconds: 2 });

    running.finish();
    await settled();
    expect(waiting.started).toBe(false);
    expect(queue.running).toBe(0);
  });

  it('has no deadline for work that has begun', async () => {
    const queue = new HashingQueue({ concurrency: 1, maxWaitMs: 2000 });
    const job = new Job();
    const result = queue.run(job.work);
    jest.advanceTimersByTime(60_000);
    job.finish();
    await expect(result).resolves.toBe('done');
  });

  it('frees the slot of work that fails, and rejects with its error', async () => {
    const queue = new HashingQueue({ concurrency: 1 });
    const [failing, next] = jobs(2) as [Job, Job];
    const failed = queue.run(failing.work);
    const result = queue.run(next.work);
    const error = new Error('broken');
    failing.fail(error);
    next.finish();
    await expect(failed).rejects.toBe(error);
    await expect(result).resolves.toBe('done');
    expect(queue.running).toBe(0);
  });

  it('frees the slot of work that throws before it returns a promise', async () => {
    const queue = new HashingQueue({ concurrency: 1 });
    await expect(queue.run(broken)).rejects.toThrow('broken');
    expect(queue.running).toBe(0);
  });
});

describe('the signal', () => {
  it('drops a waiting request, in the middle of the queue too', async () => {
    const queue = new HashingQueue({ concurrency: 1 });
    const [running, gone, next] = jobs(3) as [Job, Job, Job];
    const client = new AbortController();
    void queue.run(running.work);
    const dropped = queue.run(gone.work, client);
    const result = queue.run(next.work);
    client.abort(new Error('gone'));
    await expect(dropped).rejects.toThrow('gone');
    expect(queue.waiting).toBe(1);

    running.finish();
    next.finish();
    await expect(result).resolves.toBe('done');
    expect(gone.started).toBe(false);
    expect([queue.running, queue.waiting]).toEqual([0, 0]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('that is already aborted begins nothing and takes no place', async () => {
    const queue = new HashingQueue({ concurrency: 1 });
    const job = new Job();
    await expect(queue.run(job.work, { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone');
    expect(job.started).toBe(false);
    expect(queue.running).toBe(0);
  });

  it('changes nothing once the work has begun', async () => {
    const queue = new HashingQueue({ concurrency: 1 });
    const [running, waited] = jobs(2) as [Job, Job];
    const client = new AbortController();
    const results = [queue.run(running.work, client), queue.run(waited.work, client)];
    running.finish();
    await settled();
    expect(getEventListeners(client.signal, 'abort')).toEqual([]);
    client.abort();
    waited.finish();
    await expect(Promise.all(results)).resolves.toEqual(['done', 'done']);
  });
});

describe('the places in the queue', () => {
  /** Hashes of that length, one after the other. */
  async function after(queue: HashingQueue, lengths: readonly number[]): Promise<void> {
    for (const milliseconds of lengths) {
      const job = new Job();
      const result = queue.run(job.work);
      await settled();
      jest.advanceTimersByTime(milliseconds);
      job.finish();
      await result;
    }
  }

  /** How many of 100 get a place to wait. */
  function placesIn(queue: HashingQueue): number {
    const all = jobs(100).map((job) => queue.run(job.work));
    void Promise.allSettled(all);
    return queue.waiting;
  }

  it.each([
    ['one of a millisecond', 1, 20],
    ['one of a tenth of the deadline', 200, 7],
    ['one of a quarter of the deadline', 500, 3],
    ['one of half of the deadline', 1000, 1],
    ['one of more than the deadline', 5000, 1],
  ])(
    'are as many as can be served in three quarters of the deadline: after a hash, %s',
    async (_what, milliseconds, places) => {
      const queue = new HashingQueue({ concurrency: 1, maxWaitMs: 2000 });
      await after(queue, [milliseconds]);
      expect(queue.meanHashMs).toBe(Math.min(milliseconds, 2000));
      expect(placesIn(queue)).toBe(places);
    },
  );

  it('do not depend on one hash that was held up', async () => {
    const queue = new HashingQueue({ concurrency: 1, maxWaitMs: 2000 });
    await after(queue, [...Array.from({ length: 20 }, () => 10), 3_600_000]);
    expect(queue.meanHashMs).toBeLessThan(300);
    expect(placesIn(queue)).toBeGreaterThan(4);
  });
});

describe('the channel', () => {
  const messages: HashMessage[] = [];
  const keep = (message: unknown) => void messages.push(message as HashMessage);

  beforeEach(() => {
    messages.length = 0;
    subscribe(HASH_CHANNEL, keep);
  });
  afterEach(() => {
    unsubscribe(HASH_CHANNEL, keep);
  });

  it('publishes the outcome of each hash once', async () => {
    const queue = new HashingQueue({ concurrency: 1, maxQueued: 2, maxWaitMs: 2000 });
    const all = jobs(4) as [Job, Job, Job, Job];
    const client = new AbortController();
    const results = all.map((job, index) => queue.run(job.work, index === 1 ? client : {}));
    const outcomes = Promise.allSettled(results);
    await settled();
    jest.advanceTimersByTime(500);
    client.abort();
    jest.advanceTimersByTime(1500);
    all[0].fail(new Error('broken'));
    await Promise.allSettled([outcomes, queue.run(broken), queue.run(async () => jest.advanceTimersByTime(10))]);
    expect(messages).toEqual([
      { outcome: 'refused', waitedMs: 0, hashMs: null, running: 1, waiting: 2 },
      { outcome: 'abandoned', waitedMs: 500, hashMs: null, running: 1, waiting: 1 },
      { outcome: 'late', waitedMs: 2000, hashMs: null, running: 1, waiting: 0 },
      { outcome: 'failed', waitedMs: 0, hashMs: 2000, running: 1, waiting: 1 },
      { outcome: 'failed', waitedMs: 0, hashMs: 0, running: 1, waiting: 0 },
      { outcome: 'hashed', waitedMs: 0, hashMs: 10, running: 0, waiting: 0 },
    ]);
  });

  it('publishes a request whose client disconnected before', async () => {
    const gone = new HashingQueue().run(new Job().work, { signal: AbortSignal.abort() });
    await expect(gone).rejects.toThrow('aborted');
    expect(messages).toMatchObject([{ outcome: 'abandoned', running: 0 }]);
  });
});

describe('the options', () => {
  it.each([
    ['concurrency', 0],
    ['concurrency', 1.5],
    ['maxQueued', -1],
    ['maxWaitMs', NaN],
    ['maxWaitMs', 0],
    ['maxWaitMs', 2 ** 31],
  ])('refuse %s %p, by name', (name, value) => {
    expect(() => new HashingQueue({ [name]: value })).toThrow(
      new RegExp(`hashing\\.${name} of AuthModule must .* Write: AuthModule\\.forRoot\\({ hashing: { ${name}: \\d+ }`),
    );
  });

  it('have their defaults', async () => {
    const concurrency = hashingConcurrency();
    const queue = new HashingQueue();
    const all = jobs(concurrency + 20);
    const results = all.map((job) => queue.run(job.work));
    expect([queue.running, queue.waiting]).toEqual([concurrency, 20]);
    await expect(queue.run(new Job().work)).rejects.toMatchObject({ retryAfterSeconds: 2 });
    all.forEach((job) => job.finish());
    await Promise.all(results);
  });
});
