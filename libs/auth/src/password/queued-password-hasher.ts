import type { HashingQueue } from './hashing-queue.js';
import { PasswordHasher } from './password-hasher.js';

/**
 * Another hasher behind a bounded queue: never more hashes at once than the queue allows, right and wrong passwords,
 * known and unknown names alike. `hash` and `verify` throw `ServiceUnavailableError` where the queue refuses.
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

  /** @param signal drops the work while it waits in the queue */
  hash(password: string, signal?: AbortSignal): Promise<string> {
    return this.queue.run(() => this.hasher.hash(password), signal);
  }

  /** @param signal drops the work while it waits in the queue */
  verify(password: string, hash: string, signal?: AbortSignal): Promise<boolean> {
    return this.queue.run(() => this.hasher.verify(password, hash), signal);
  }

  recognises(hash: string): boolean {
    return this.hasher.recognises(hash);
  }
}
