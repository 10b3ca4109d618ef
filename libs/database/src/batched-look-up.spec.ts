import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { BatchedLookUp } from './batched-look-up.js';
import { LOOK_UP_CHANNEL } from './look-up.channel.js';

describe('BatchedLookUp', () => {
  const lengths = jest.fn(async (words: readonly string[]) => new Map(words.map((word) => [word, word.length])));

  it('asks once for each key of a turn, and answers everybody their own', async () => {
    const lookUp = new BatchedLookUp<string, number>('words', lengths, -1);
    expect(await Promise.all(['a', 'bb', 'a'].map((word) => lookUp.of(word)))).toEqual([1, 2, 1]);
    expect(lengths.mock.calls).toEqual([[['a', 'bb']]]);
  });

  it('asks for the first of a crowd while the others are still coming, and never twice for one', async () => {
    const { lookUp, asked } = squares();
    const crowd = Array.from({ length: 90 }, (_, index) => index);
    const answers = crowd.map((key) => lookUp.of(key));
    expect(asked.map((keys) => keys.length)).toEqual([20, 20, 40]);
    expect(await Promise.all(answers)).toEqual(crowd.map((key) => key * key));
    expect(asked.map((keys) => keys.length)).toEqual([20, 20, 40, 10]);
  });

  it('takes one turn more for a few, while others wait for their answer, and no other', async () => {
    const { lookUp, asked, hold, release } = squares();
    hold();
    const answers = [lookUp.of(1)];
    await turn();
    expect(asked).toEqual([[1]]);
    answers.push(lookUp.of(2));
    await turn();
    expect(asked).toHaveLength(1);
    answers.push(lookUp.of(3));
    await turn();
    expect(asked).toEqual([[1], [2, 3]]);
    release();
    expect(await Promise.all(answers)).toEqual([1, 4, 9]);
    answers.push(lookUp.of(4));
    await turn();
    expect(asked).toEqual([[1], [2, 3], [4]]);
  });

  it('has an answer for a key that has none', async () => {
    const lookUp = new BatchedLookUp<string, number>('words', async () => new Map(), -1);
    expect(await lookUp.of('a')).toBe(-1);
  });

  it('takes who comes while a question is under way into the next one', async () => {
    let questions = 0;
    let second: Promise<number> | undefined;
    const lookUp: BatchedLookUp<string, number> = new BatchedLookUp(
      'words',
      async () => {
        const answer = ++questions;
        second ??= lookUp.of('a');
        return new Map([['a', answer]]);
      },
      -1,
    );
    const first = lookUp.of('a');
    expect(await first).toBe(1);
    expect(await second).toBe(2);
  });

  it('fails for those of one question alone', async () => {
    const find = jest
      .fn<() => Promise<ReadonlyMap<string, number>>>()
      .mockRejectedValueOnce(new Error('out of reach'))
      .mockResolvedValue(new Map([['a', 1]]));
    const lookUp = new BatchedLookUp<string, number>('words', find, -1);
    const failed = await Promise.allSettled(['a', 'b'].map((key) => lookUp.of(key)));
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await lookUp.of('a')).toBe(1);
  });

  it('tells those who listen of each question, what became of it, and never of a key', async () => {
    const messages: unknown[] = [];
    const listener = (message: unknown) => void messages.push(message);
    const find = jest
      .fn<() => Promise<ReadonlyMap<string, number>>>()
      .mockResolvedValueOnce(new Map([['a', 1]]))
      .mockRejectedValue(new Error('out of reach'));
    const lookUp = new BatchedLookUp<string, number>('words', find, -1);
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

/** A look-up that notes whom it was asked for, and can be held until it is released. */
function squares() {
  const asked: (readonly number[])[] = [];
  let held: Promise<void> | undefined;
  let release = () => {};
  const lookUp = new BatchedLookUp<number, number>(
    'squares',
    async (keys) => {
      asked.push(keys);
      await held;
      return new Map(keys.map((key) => [key, key * key]));
    },
    -1,
  );
  return {
    lookUp,
    asked,
    hold: () => {
      held = new Promise((resolve) => (release = resolve));
    },
    release: () => release(),
  };
}
