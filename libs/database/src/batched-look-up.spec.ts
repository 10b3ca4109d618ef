import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { BatchedLookUp } from './batched-look-up.js';
import { LOOK_UP_CHANNEL } from './look-up.channel.js';

const OUTSIDE = { isWithin: false };

describe('BatchedLookUp', () => {
  const lengths = jest.fn(async (words: readonly string[]) => new Map(words.map((word) => [word, word.length])));

  it('looks up each key of a turn once', async () => {
    const lookUp = new BatchedLookUp<string, number>(OUTSIDE, 'words', lengths, -1);
    expect(await Promise.all(['a', 'bb', 'a'].map((word) => lookUp.of(word)))).toEqual([1, 2, 1]);
    expect(lengths.mock.calls).toEqual([[['a', 'bb']]]);
  });

  it('sends the first of many look-ups at once, and each of them once', async () => {
    const { lookUp, calls } = squares();
    const keys = Array.from({ length: 90 }, (_, index) => index);
    const results = keys.map((key) => lookUp.of(key));
    expect(calls.map((found) => found.length)).toEqual([20, 20, 40]);
    expect(await Promise.all(results)).toEqual(keys.map((key) => key * key));
    expect(calls.map((found) => found.length)).toEqual([20, 20, 40, 10]);
  });

  it('looks up at most 1,000 keys in one statement', async () => {
    const { lookUp, calls } = squares();
    const keys = Array.from({ length: 4_000 }, (_, index) => index);
    expect(await Promise.all(keys.map((key) => lookUp.of(key)))).toEqual(keys.map((key) => key * key));
    expect(calls.map((found) => found.length)).toEqual([20, 20, 40, 80, 160, 320, 640, 1_000, 280, 1_000, 440]);
  });

  it('collects one more turn while a statement is in progress', async () => {
    const { lookUp, calls, hold, release } = squares();
    hold();
    const results = [lookUp.of(1)];
    await turn();
    expect(calls).toEqual([[1]]);
    results.push(lookUp.of(2));
    await turn();
    expect(calls).toHaveLength(1);
    results.push(lookUp.of(3));
    await turn();
    expect(calls).toEqual([[1], [2, 3]]);
    release();
    expect(await Promise.all(results)).toEqual([1, 4, 9]);
    results.push(lookUp.of(4));
    await turn();
    expect(calls).toEqual([[1], [2, 3], [4]]);
  });

  it('sends the collected look-ups when the statement in progress has ended', async () => {
    const { lookUp, calls, hold, release } = squares();
    hold();
    const results = [lookUp.of(1)];
    await turn();
    results.push(lookUp.of(2));
    await turn();
    release();
    await results[0];
    await turn();
    expect(calls).toEqual([[1], [2]]);
    expect(await Promise.all(results)).toEqual([1, 4]);
  });

  it('returns the absent value for a missing key', async () => {
    const lookUp = new BatchedLookUp<string, number>(OUTSIDE, 'words', async () => new Map(), -1);
    expect(await lookUp.of('a')).toBe(-1);
  });

  it('sends a new statement for a look-up that begins during another', async () => {
    let statements = 0;
    let second: Promise<number> | undefined;
    const lookUp: BatchedLookUp<string, number> = new BatchedLookUp(
      OUTSIDE,
      'words',
      async () => {
        const value = ++statements;
        second ??= lookUp.of('a');
        return new Map([['a', value]]);
      },
      -1,
    );
    const first = lookUp.of('a');
    expect(await first).toBe(1);
    expect(await second).toBe(2);
  });

  it('rejects the look-ups of a failed statement only', async () => {
    const find = jest
      .fn<() => Promise<ReadonlyMap<string, number>>>()
      .mockRejectedValueOnce(new Error('out of reach'))
      .mockResolvedValue(new Map([['a', 1]]));
    const lookUp = new BatchedLookUp<string, number>(OUTSIDE, 'words', find, -1);
    const failed = await Promise.allSettled(['a', 'b'].map((key) => lookUp.of(key)));
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await lookUp.of('a')).toBe(1);
  });

  it('publishes each statement with its outcome and without its keys', async () => {
    const messages: unknown[] = [];
    const listener = (message: unknown) => void messages.push(message);
    const find = jest
      .fn<() => Promise<ReadonlyMap<string, number>>>()
      .mockResolvedValueOnce(new Map([['a', 1]]))
      .mockRejectedValue(new Error('out of reach'));
    const lookUp = new BatchedLookUp<string, number>(OUTSIDE, 'words', find, -1);
    subscribe(LOOK_UP_CHANNEL, listener);
    try {
      await Promise.all(['a', 'b', 'a'].map((key) => lookUp.of(key)));
      await expect(lookUp.of('a')).rejects.toThrow('out of reach');
    } finally {
      unsubscribe(LOOK_UP_CHANNEL, listener);
    }
    await lookUp.of('a').catch(() => undefined);
    const durationMs: unknown = expect.any(Number);
    expect(messages).toEqual([
      { of: 'words', outcome: 'answered', keys: 2, durationMs },
      { of: 'words', outcome: 'failed', keys: 1, durationMs },
    ]);
  });
});

/** A look-up that records the keys of each statement. Its statements can be held until `release()`. */
function squares() {
  const calls: (readonly number[])[] = [];
  let held: Promise<void> | undefined;
  let release = () => {};
  const lookUp = new BatchedLookUp<number, number>(
    OUTSIDE,
    'squares',
    async (keys) => {
      calls.push(keys);
      await held;
      return new Map(keys.map((key) => [key, key * key]));
    },
    -1,
  );
  return {
    lookUp,
    calls,
    hold: () => {
      held = new Promise((resolve) => (release = resolve));
    },
    release: () => release(),
  };
}
