import { expect, it } from '@jest/globals';
import bcrypt from 'bcrypt';
import { LibuvThreads } from './libuv-threads.js';

const KEY = Buffer.from('a key');
const SETTING = bcrypt.genSaltSync(4);
const HASH = bcrypt.hashSync(KEY, SETTING);

it('makes the same hash as bcrypt elsewhere, in turns, however many are asked for at once', async () => {
  const threads = new LibuvThreads(1);
  const order: number[] = [];
  const hashes = Array.from({ length: 5 }, async (_, index) => {
    const hash = await threads.hash(KEY, SETTING);
    order.push(index);
    return hash;
  });
  expect(await Promise.all(hashes)).toEqual(Array(5).fill(HASH));
  expect(order).toEqual([0, 1, 2, 3, 4]);
});

it('computes no more at once than it may', async () => {
  const threads = new LibuvThreads(2);
  // A hash of cost 8 takes some fifteen times as long as one of cost 4.
  const slow = [threads.hash(KEY, bcrypt.genSaltSync(8)), threads.hash(KEY, bcrypt.genSaltSync(8))];
  const first = await Promise.race([
    Promise.race(slow).then(() => 'one of the first two'),
    threads.hash(KEY, SETTING).then(() => 'the third'),
  ]);
  expect(first).toBe('one of the first two');
  await Promise.all(slow);
});

it('goes on after a hash that fails', async () => {
  const threads = new LibuvThreads(1);
  const [failed, made] = await Promise.allSettled([threads.hash(KEY, 'no setting'), threads.hash(KEY, SETTING)]);
  expect(failed).toMatchObject({ status: 'rejected' });
  expect(made).toEqual({ status: 'fulfilled', value: HASH });
});
