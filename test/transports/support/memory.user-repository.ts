import {
  type AuthenticatedUser,
  ServiceUnavailableError,
  type UserCredentials,
  UserRepository,
} from '@portcullis/auth';

interface MemoryUser extends AuthenticatedUser {
  readonly roles: readonly string[];
}

/** Users in memory. A test can deactivate and delete them, delay look-ups, and make the store unreachable. */
export class MemoryUserRepository extends UserRepository<MemoryUser> {
  isReachable = true;
  lookUps = 0;
  readonly #byId = new Map<string, MemoryUser>();
  #released: Promise<void> = Promise.resolve();

  constructor() {
    super();
    this.put('alice', { roles: ['admin'] });
    this.put('bob');
    this.put('gone', { isActive: false });
  }

  put(username: string, { isActive = true, roles = [] }: Partial<Pick<MemoryUser, 'isActive' | 'roles'>> = {}): void {
    this.#byId.set(username, { id: username, username, isActive, roles });
  }

  deactivate(username: string): void {
    this.put(username, { isActive: false });
  }

  delete(username: string): void {
    this.#byId.delete(username);
  }

  /** Delays all look-ups until the returned function is called. */
  holdLookUps(): () => void {
    let release = () => {};
    this.#released = new Promise((resolve) => {
      release = resolve;
    });
    return () => release();
  }

  async findBySubject(subject: string): Promise<MemoryUser | null> {
    this.lookUps += 1;
    await this.#released;
    if (!this.isReachable) {
      throw new ServiceUnavailableError();
    }
    return this.#byId.get(subject) ?? null;
  }

  async findByUsername(): Promise<UserCredentials<MemoryUser> | null> {
    return null;
  }
}
