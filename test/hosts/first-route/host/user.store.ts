import { Injectable } from '@nestjs/common';

export interface StoredUser {
  readonly id: string;
  readonly username: string;
  readonly isActive: boolean;
  readonly bcryptHash: string;
}

/** The users of this application. It may keep them in any database. */
@Injectable()
export class UserStore {
  readonly users: StoredUser[] = [];

  async byId(id: string): Promise<StoredUser | null> {
    return this.users.find((user) => user.id === id) ?? null;
  }

  async byName(name: string): Promise<StoredUser | null> {
    return this.users.find(({ username }) => username === name) ?? null;
  }
}
