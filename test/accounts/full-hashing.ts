import { jest } from '@jest/globals';
import { HashingQueue } from '@portcullis/auth/spi';
import type { AccountsHost } from './accounts-host.js';

/** Does the work, and counts the hashes that it takes. */
export async function countingHashes<T>({ app }: AccountsHost, work: () => Promise<T>) {
  const run = jest.spyOn(app.get(HashingQueue, { strict: false }), 'run');
  try {
    return { result: await work(), hashes: run.mock.calls.length };
  } finally {
    run.mockRestore();
  }
}

/** Does the work while the hashing queue has no place. */
export async function whileHashingIsFull<T>({ app }: AccountsHost, work: () => Promise<T>): Promise<T> {
  const full = new HashingQueue({ concurrency: 1, maxQueued: 0 });
  let release: () => void = () => undefined;
  const busy = full.run(() => new Promise<void>((resolve) => (release = resolve)));
  const run = jest
    .spyOn(app.get(HashingQueue, { strict: false }), 'run')
    .mockImplementation((hash, requester) => full.run(hash, requester));
  try {
    return await work();
  } finally {
    run.mockRestore();
    release();
    await busy;
  }
}
