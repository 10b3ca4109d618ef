import {
  type AuthenticatedUser,
  ServiceUnavailableError,
  type UserCredentials,
  UserRepository,
} from '@portcullis/auth';

interface Person extends AuthenticatedUser {
  readonly roles: readonly string[];
}

/** People in memory, who can be deactivated and deleted while somebody looks; and their store can be cut off. */
export class People extends UserRepository<Person> {
  isReachable = true;
  /** How often somebody was asked for. */
  asked = 0;
  readonly #byId = new Map<string, Person>();
  #answering: Promise<void> = Promise.resolve();

  constructor() {
    super();
    this.put('alice', { roles: ['admin'] });
    this.put('bob');
    this.put('gone', { isActive: false });
  }

  put(username: string, { isActive = true, roles = [] }: Partial<Pick<Person, 'isActive' | 'roles'>> = {}): void {
    this.#byId.set(username, { id: username, username, isActive, roles });
  }

  deactivate(username: string): void {
    this.put(username, { isActive: false });
  }

  delete(username: string): void {
    this.#byId.delete(username);
  }

  /** Leaves everybody waiting until the returned function is called. */
  holdAnswers(): () => void {
    let answer = () => {};
    this.#answering = new Promise((resolve) => {
      answer = resolve;
    });
    return () => answer();
  }

  async findBySubject(subject: string): Promise<Person | null> {
    this.asked += 1;
    await this.#answering;
    if (!this.isReachable) {
      throw new ServiceUnavailableError();
    }
    return this.#byId.get(subject) ?? null;
  }

  async findByUsername(): Promise<UserCredentials<Person> | null> {
    return null;
  }
}
