import { RetryableError } from '@portcullis/auth/spi';

/**
 * Simultaneous registrations of one name in this process: the first is carried out, and the others wait for its outcome. A burst for
 * one name then costs one password hash and one place in the hashing queue. It saves work and decides nothing: the unique indexes of
 * the database do.
 */
export class NameClaims {
  readonly #underway = new Map<string, Promise<unknown>>();

  /**
   * Runs the work, unless an earlier claim on one of the names succeeds; then throws the error of `taken`. If the earlier claim
   * fails because the database or the hashing queue is unavailable, this one fails with it at once.
   */
  async claim<T>(names: readonly string[], work: () => Promise<T>, taken: () => Error): Promise<T> {
    for (;;) {
      const earlier = names.map((name) => this.#underway.get(name)).find((claim) => claim !== undefined);
      if (!earlier) {
        return this.#begin(names, work);
      }
      if (await succeeds(earlier)) {
        throw taken();
      }
    }
  }

  async #begin<T>(names: readonly string[], work: () => Promise<T>): Promise<T> {
    const claim = work();
    for (const name of names) {
      this.#underway.set(name, claim);
    }
    try {
      return await claim;
    } finally {
      for (const name of names) {
        this.#underway.delete(name);
      }
    }
  }
}

/** @throws RetryableError that the claim ended in */
async function succeeds(claim: Promise<unknown>): Promise<boolean> {
  try {
    await claim;
    return true;
  } catch (error) {
    if (error instanceof RetryableError) {
      throw error;
    }
    return false;
  }
}
