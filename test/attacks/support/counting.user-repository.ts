import { type AuthenticatedUser, type UserCredentials, UserRepository } from '@portcullis/auth';
import { TypeOrmUserRepository } from '@portcullis/users';
import type { TestingModuleBuilder } from '@nestjs/testing';

/** The real repository, and how often it was asked. */
export class CountingUserRepository extends UserRepository {
  bySubject = 0;
  byUsername = 0;

  constructor(private readonly users: UserRepository) {
    super();
  }

  override subjectOf(user: AuthenticatedUser): string {
    return this.users.subjectOf(user);
  }

  findBySubject(subject: string): Promise<AuthenticatedUser | null> {
    this.bySubject += 1;
    return this.users.findBySubject(subject);
  }

  findByUsername(username: string): Promise<UserCredentials | null> {
    this.byUsername += 1;
    return this.users.findByUsername(username);
  }
}

/** Puts it in the place of the repository; get it from the application by `UserRepository`. */
export function countingUsers(builder: TestingModuleBuilder): TestingModuleBuilder {
  return builder.overrideProvider(UserRepository).useFactory({
    inject: [TypeOrmUserRepository],
    factory: (users: TypeOrmUserRepository) => new CountingUserRepository(users),
  });
}
