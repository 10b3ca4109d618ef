import { describe, expect, it } from '@jest/globals';
import { ServiceUnavailableError } from '../errors/retryable.errors.js';
import { HashingQueue } from './hashing-queue.js';
import { PasswordHasher } from './password-hasher.js';
import { QueuedPasswordHasher } from './queued-password-hasher.js';

/** Ends nothing before it is released. */
class SlowHasher extends PasswordHasher {
  readonly decoyHash = 'slow:decoy';
  release!: () => void;
  readonly #released = new Promise<void>((resolve) => {
    this.release = resolve;
  });

  async hash(password: string): Promise<string> {
    await this.#released;
    return `slow:${password}`;
  }

  async verify(password: string, hash: string): Promise<boolean> {
    await this.#released;
    return hash === `slow:${password}`;
  }

  recognises(hash: string): boolean {
    return hash.startsWith('slow:');
  }
}

function setUp() {
  const slow = new SlowHasher();
  const queue = new HashingQueue({ concurrency: 1, maxQueued: 1 });
  return { slow, queue, hasher: new QueuedPasswordHasher(slow, queue) };
}

describe('QueuedPasswordHasher', () => {
  it('answers as the hasher behind it', async () => {
    const { slow, hasher } = setUp();
    slow.release();
    await expect(hasher.hash('secret')).resolves.toBe('slow:secret');
    await expect(hasher.verify('secret', 'slow:secret')).resolves.toBe(true);
    await expect(hasher.verify('wrong', 'slow:secret')).resolves.toBe(false);
    expect(hasher.decoyHash).toBe('slow:decoy');
    expect(hasher.concurrency).toBe(slow.concurrency);
    expect([hasher.recognises('slow:x'), hasher.recognises('x')]).toEqual([true, false]);
  });

  it('counts hashing and verifying against the same room', async () => {
    const { slow, queue, hasher } = setUp();
    const results = [hasher.hash('secret'), hasher.verify('wrong', hasher.decoyHash)];
    expect([queue.running, queue.waiting]).toEqual([1, 1]);
    await expect(hasher.verify('secret', 'slow:secret')).rejects.toThrow(ServiceUnavailableError);
    await expect(hasher.hash('secret')).rejects.toThrow(ServiceUnavailableError);
    slow.release();
    await expect(Promise.all(results)).resolves.toEqual(['slow:secret', false]);
  });

  it('drops one whose client has gone', async () => {
    const { slow, queue, hasher } = setUp();
    const client = new AbortController();
    const running = hasher.hash('secret');
    const dropped = hasher.verify('secret', 'slow:secret', { signal: client.signal });
    client.abort(new Error('gone'));
    await expect(dropped).rejects.toThrow('gone');
    expect(queue.waiting).toBe(0);
    slow.release();
    await running;
  });
});
