import { RetryableError } from '@portcullis/auth';

/**
 * Those who want one name at one moment, in this process: the first tries, the others wait for what becomes of it. A burst
 * for one name then costs one password hash and one place in the hashing queue. It saves work and decides nothing: between
 * processes, and in the end, the unique indexes do.
 */
export class NameClaims {
  readonly #underway = new Map<string, Promise<unknown>>();

  /**
   * Does the work, unless a claim on one of the names that was underway succeeds: then throws what `taken` makes. Where that
   * one failed for want of a database or of room, so does this one at once, rather than everybody waiting their turn for it.
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
