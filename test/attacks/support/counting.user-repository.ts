import { type AuthenticatedUser, type UserCredentials, UserRepository } from '@portcullis/auth';
import type { Found } from '@portcullis/auth/spi';
import { PostgresUserRepository } from '@portcullis/users';
import type { TestingModuleBuilder } from '@nestjs/testing';

/** Counts the look-ups of the repository. */
export class CountingUserRepository extends UserRepository {
  bySubject = 0;
  byUsername = 0;

  constructor(private readonly users: UserRepository) {
    super();
  }

  override subjectOf(user: AuthenticatedUser): string {
    return this.users.subjectOf(user);
  }

  findBySubject(subject: string): Found<AuthenticatedUser> {
    this.bySubject += 1;
    return this.users.findBySubject(subject);
  }

  findByUsername(username: string): Found<UserCredentials> {
    this.byUsername += 1;
    return this.users.findByUsername(username);
  }
}

/** Replaces `UserRepository` by a counting one. */
export function countingUsers(builder: TestingModuleBuilder): TestingModuleBuilder {
  return builder.overrideProvider(UserRepository).useFactory({
    inject: [PostgresUserRepository],
    factory: (users: PostgresUserRepository) => new CountingUserRepository(users),
  });
}
