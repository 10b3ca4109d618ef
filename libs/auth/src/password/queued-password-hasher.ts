import type { HashingQueue } from './hashing-queue.js';
import type { HashRequester } from './hash-requester.js';
import { PasswordHasher } from './password-hasher.js';

/**
 * Puts a hasher behind the bounded queue. `hash` and `verify` throw `ServiceUnavailableError` if the queue refuses, and the reason of
 * the requester's signal if it is aborted before they begin.
 */
export class QueuedPasswordHasher extends PasswordHasher {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly queue: HashingQueue,
  ) {
    super();
  }

  get decoyHash(): string {
    return this.hasher.decoyHash;
  }

  override get concurrency(): number {
    return this.hasher.concurrency;
  }

  hash(password: string, requester?: HashRequester): Promise<string> {
    return this.queue.run(() => this.hasher.hash(password), requester);
  }

  verify(password: string, hash: string, requester?: HashRequester): Promise<boolean> {
    return this.queue.run(() => this.hasher.verify(password, hash), requester);
  }

  override assertPlaceFor(requester: HashRequester): void {
    this.queue.assertPlaceFor(requester);
  }

  recognises(hash: string): boolean {
    return this.hasher.recognises(hash);
  }

  override needsRehash(hash: string): boolean {
    return this.hasher.needsRehash(hash);
  }
}
