import { PasswordHasher } from '@portcullis/auth';

/** Lets several requests reach their new hash before any of them goes on. */
export class MeetingHasher extends PasswordHasher {
  #expected = 0;
  #arrived: (() => void)[] = [];

  constructor(private readonly hasher: PasswordHasher) {
    super();
  }

  /** The next hashes wait until there are so many of them. */
  meet(expected: number): void {
    this.#expected = expected;
  }

  get decoyHash(): string {
    return this.hasher.decoyHash;
  }

  /** As many as the meetings of the tests. */
  override get concurrency(): number {
    return 32;
  }

  async hash(password: string): Promise<string> {
    const hash = await this.hasher.hash(password);
    if (this.#expected > 0) {
      await new Promise<void>((resolve) => {
        this.#arrived.push(resolve);
        if (this.#arrived.length >= this.#expected) {
          this.#expected = 0;
          this.#arrived.splice(0).forEach((proceed) => proceed());
        }
      });
    }
    return hash;
  }

  verify(password: string, hash: string): Promise<boolean> {
    return this.hasher.verify(password, hash);
  }

  recognises(hash: string): boolean {
    return this.hasher.recognises(hash);
  }
}
