import { Inject } from '@nestjs/common';
import { canonicalName, UserRepository } from '@portcullis/auth';
import { UserStore } from '../host/user.store.js';

export class AppUsers extends UserRepository {
  @Inject() private readonly store!: UserStore;

  findBySubject = (id: string) => this.store.byId(id);

  async findByUsername(name: string) {
    const user = await this.store.byName(canonicalName(name));
    return user && { user, passwordHash: user.bcryptHash };
  }
}
