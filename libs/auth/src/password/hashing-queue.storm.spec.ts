import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { HashingQueue } from './hashing-queue.js';
import type { HashRequester } from './hash-requester.js';

const CONCURRENCY = 2;
const HASH_MS = 200;

type RequesterOf = (attempt: number) => HashRequester;

const hash = () => new Promise<void>((resolve) => setTimeout(resolve, HASH_MS));

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

/**
 * Requests ten times as many hashes as can be computed, for ten seconds, and one for another requester each second.
 *
 * @returns how long each of the other requests took, in milliseconds; infinity if it was refused
 */
async function othersIn(storm: RequesterOf, other: RequesterOf): Promise<number[]> {
  const queue = new HashingQueue({ concurrency: CONCURRENCY });
  const others: number[] = [];
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    queue.run(hash, storm(attempt)).catch(() => undefined);
    if (attempt % 100 === 50) {
      const asked = performance.now();
      queue.run(hash, other(attempt)).then(
        () => others.push(performance.now() - asked),
        () => others.push(Infinity),
      );
    }
    await jest.advanceTimersByTimeAsync(10);
  }
  await jest.runAllTimersAsync();
  expect([queue.running, queue.waiting]).toEqual([0, 0]);
  return others;
}

const anonymous: RequesterOf = () => ({});
const stranger: RequesterOf = (attempt) => ({ network: `elsewhere ${attempt}`, name: `zoe ${attempt}` });

describe('in a storm of ten times what can be hashed', () => {
  it.each<[string, RequesterOf, RequesterOf]>([
    ['one address', (attempt) => ({ network: '1', name: `name ${attempt}` }), stranger],
    ['one address that registers', () => ({ network: '1' }), stranger],
    ['many addresses on one name', (attempt) => ({ network: `${attempt}`, name: 'ann' }), stranger],
    ['one name, behind the same address', () => ({ network: '1', name: 'ann' }), () => ({ network: '1', name: 'zoe' })],
  ])('from %s, another requester is served within the time of three hashes', async (_what, storm, other) => {
    const others = await othersIn(storm, other);
    expect(others).toHaveLength(10);
    expect(Math.max(...others)).toBeLessThanOrEqual(3 * HASH_MS);
  });

  it('from eight addresses on eight names, another requester is served before the deadline', async () => {
    const storm: RequesterOf = (attempt) => ({ network: `${attempt % 8}`, name: `name ${(attempt >> 3) % 8}` });
    expect(Math.max(...(await othersIn(storm, stranger)))).toBeLessThan(2000);
  });

  it('without networks and names, some other requesters would be refused', async () => {
    expect(Math.max(...(await othersIn(anonymous, anonymous)))).toBe(Infinity);
  });
});

describe('with any sequence of requests, failures and disconnects', () => {
  interface Attempt {
    begun: boolean;
    ended: number;
    readonly client: AbortController;
    finish(error?: Error): void;
  }

  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('ask' as const),
        network: fc.constantFrom(null, '1', '2'),
        name: fc.constantFrom(null, 'ann', 'bob'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constantFrom('finish' as const, 'fail' as const), index: fc.nat(20) }),
    },
    fc.record({ kind: fc.constant('abandon' as const), index: fc.nat(20) }),
    fc.record({ kind: fc.constant('wait' as const), milliseconds: fc.nat(1500) }),
  );

  it('the limits hold, and each request is served or refused exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 50 }), async (steps) => {
        const queue = new HashingQueue({ concurrency: CONCURRENCY, maxQueued: 4, maxWaitMs: 2000 });
        const attempts: Attempt[] = [];
        const open = () => attempts.filter(({ ended }) => ended === 0);
        const ask = (requester: HashRequester) => {
          let finish: Attempt['finish'] = () => undefined;
          const outcome = new Promise<void>((resolve, reject) => {
            finish = (error) => (error ? reject(error) : resolve());
          });
          const attempt: Attempt = { begun: false, ended: 0, client: new AbortController(), finish };
          const work = () => {
            attempt.begun = true;
            return outcome;
          };
          const end = () => void (attempt.ended += 1);
          queue.run(work, { ...requester, signal: attempt.client.signal }).then(end, end);
          attempts.push(attempt);
        };
        const running = () => open().filter(({ begun }) => begun);
        const check = () => {
          expect(queue.running).toBe(running().length);
          expect(queue.running).toBeLessThanOrEqual(CONCURRENCY);
          expect(queue.waiting).toBe(open().length - queue.running);
          expect(queue.waiting).toBeLessThanOrEqual(queue.running < CONCURRENCY ? 0 : 4);
        };
        for (const each of steps) {
          if (each.kind === 'ask') {
            ask({ network: each.network, name: each.name });
          } else if (each.kind === 'wait') {
            jest.advanceTimersByTime(each.milliseconds);
          } else if (each.kind === 'abandon') {
            open()[each.index]?.client.abort();
          } else {
            running()[each.index % CONCURRENCY]?.finish(each.kind === 'fail' ? new Error('broken') : undefined);
          }
          await jest.advanceTimersByTimeAsync(0);
          check();
        }
        while (open().length > 0) {
          running().forEach((attempt) => attempt.finish());
          await jest.advanceTimersByTimeAsync(0);
          check();
        }
        expect(attempts.map(({ ended }) => ended)).toEqual(attempts.map(() => 1));
        expect(attempts.flatMap(({ client }) => getEventListeners(client.signal, 'abort'))).toEqual([]);
        expect(jest.getTimerCount()).toBe(0);
      }),
    );
  });
});
