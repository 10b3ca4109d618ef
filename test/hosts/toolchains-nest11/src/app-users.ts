import { Injectable } from '@nestjs/common';
import { type AuthenticatedUser, type UserCredentials, UserRepository } from '@portcullis/auth';

/** The users of the application, in memory. */
@Injectable()
export class AppUsers extends UserRepository {
  readonly #users: UserCredentials[] = [];

  add(username: string, passwordHash: string): AuthenticatedUser {
    const user = { id: this.#users.length + 1, username, isActive: true };
    this.#users.push({ user, passwordHash });
    return user;
  }

  async findBySubject(subject: string): Promise<AuthenticatedUser | null> {
    return this.#users.find(({ user }) => String(user.id) === subject)?.user ?? null;
  }

  async findByUsername(username: string): Promise<UserCredentials | null> {
    return this.#users.find(({ user }) => user.username === username) ?? null;
  }
}
