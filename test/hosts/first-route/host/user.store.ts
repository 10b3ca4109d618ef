import { Injectable } from '@nestjs/common';

export interface Person {
  readonly id: string;
  readonly username: string;
  readonly isActive: boolean;
  readonly bcryptHash: string;
}

/** The people of this application, wherever it keeps them. */
@Injectable()
export class UserStore {
  readonly people: Person[] = [];

  async byId(id: string): Promise<Person | null> {
    return this.people.find((person) => person.id === id) ?? null;
  }

  async byName(name: string): Promise<Person | null> {
    return this.people.find(({ username }) => username === name) ?? null;
  }
}
