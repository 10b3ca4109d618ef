import { Injectable } from '@nestjs/common';

export interface ShopUser {
  readonly key: string;
  readonly mail: string;
  readonly secretHash: string;
  readonly groups: readonly string[];
  blocked: boolean;
}

/** The users of this application: a map in memory, where another one would have a remote service. */
@Injectable()
export class UserStore {
  readonly #users = new Map<string, ShopUser>();

  add(user: ShopUser): void {
    this.#users.set(user.key, user);
  }

  byKey(key: string): ShopUser | undefined {
    return this.#users.get(key);
  }

  byMail(mail: string): ShopUser | undefined {
    return [...this.#users.values()].find((user) => user.mail === mail);
  }
}
