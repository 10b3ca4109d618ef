import { Injectable } from '@nestjs/common';
import type { MailSecret } from './presented-secret.body.js';

/**
 * Lets a request with a secret wait for one that is at work with the same secret, in this process. Of many requests with one secret all but
 * one fail anyway: if each of them hashed a password first, they would fill the hashing queue.
 *
 * For routes, not for services: a caller may hold a lock in a transaction that the request at work waits for.
 */
@Injectable()
export class SecretTurns {
  readonly #atWork = new Map<string, Promise<void>>();

  /** Does the work, once the request that is at work with this secret has succeeded or failed. Those that wait then go on together. */
  async take<T>(secret: MailSecret, work: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(secret);
    const other = this.#atWork.get(key);
    if (other) {
      await other;
      return work();
    }
    const result = work();
    this.#atWork.set(key, settled(result));
    try {
      return await result;
    } finally {
      this.#atWork.delete(key);
    }
  }
}

async function settled(result: Promise<unknown>): Promise<void> {
  await result.catch(() => undefined);
}
