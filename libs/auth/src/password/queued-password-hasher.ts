import type { HashingQueue } from './hashing-queue.js';
import type { HashingTurn } from './hashing-turn.js';
import { PasswordHasher } from './password-hasher.js';

/**
 * Another hasher behind a bounded queue: never more hashes at once than the queue allows, right and wrong passwords,
 * known and unknown names alike. `hash` and `verify` throw `ServiceUnavailableError` where the queue refuses, and the reason
 * of the turn's signal where that is aborted before they begin.
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

  hash(password: string, turn?: HashingTurn): Promise<string> {
    return this.queue.run(() => this.hasher.hash(password), turn);
  }

  verify(password: string, hash: string, turn?: HashingTurn): Promise<boolean> {
    return this.queue.run(() => this.hasher.verify(password, hash), turn);
  }

  override assertPlaceFor(turn: HashingTurn): void {
    this.queue.assertPlaceFor(turn);
  }

  recognises(hash: string): boolean {
    return this.hasher.recognises(hash);
  }
}
