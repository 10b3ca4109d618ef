import { BcryptPasswordHasher, PasswordHasher } from '@portcullis/auth';

/** A hasher that a test can block. */
export class BlockedPasswordHasher extends PasswordHasher {
  readonly #hasher = new BcryptPasswordHasher({ cost: 4 });
  #gate: { readonly opened: Promise<void>; readonly open: () => void } | undefined;
  readonly decoyHash = this.#hasher.decoyHash;
  /** The passwords in the order in which they were hashed. */
  readonly begun: string[] = [];

  block(): void {
    this.#gate ??= gate();
  }

  release(): void {
    this.#gate?.open();
    this.#gate = undefined;
  }

  async hash(password: string): Promise<string> {
    this.begun.push(password);
    await this.#gate?.opened;
    return this.#hasher.hash(password);
  }

  async verify(password: string, hash: string): Promise<boolean> {
    this.begun.push(password);
    await this.#gate?.opened;
    return this.#hasher.verify(password, hash);
  }

  recognises(hash: string): boolean {
    return this.#hasher.recognises(hash);
  }
}

function gate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}
