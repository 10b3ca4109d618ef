import { ModuleRef } from '@nestjs/core';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { BcryptPasswordHasher, Clock, PasswordHasher, UserRepository } from '@portcullis/auth';
import { EventPublisher } from '@portcullis/auth/spi';
import { RecordingEventPublisher } from './recording.event-publisher.js';
import { TestClock } from './test-clock.js';
import { TestUserRepository } from './test-user.repository.js';

const LOWEST_COST = 4;

export interface TestAuthOptions {
  /** The time of the clock at first. @default the time of the call */
  readonly now?: Date;
  /**
   * Hashes and verifies passwords, without a queue. For an application whose own users have hashes that bcrypt does not read.
   * @default bcrypt at its lowest cost
   */
  readonly passwordHasher?: PasswordHasher;
}

/**
 * Prepares an application for {@link TestAuth}: its guards, tokens and policies stay the same; its clock stands still, its hashes are
 * cheap, its domain events are recorded, and users of a test come before those of its store.
 *
 * @example
 * ```ts
 * const module = await withTestAuth(Test.createTestingModule({ imports: [AppModule] })).compile();
 * ```
 */
export function withTestAuth(builder: TestingModuleBuilder, options: TestAuthOptions = {}): TestingModuleBuilder {
  const { now = new Date(), passwordHasher = new BcryptPasswordHasher({ cost: LOWEST_COST }) } = options;
  // In all modules: a module that provides its own `UserRepository`, as `UsersModule` does, must see the same users.
  let users: TestUserRepository | undefined;
  return builder
    .overrideProvider(Clock)
    .useValue(new TestClock(now))
    .overrideProvider(PasswordHasher)
    .useValue(passwordHasher)
    .overrideProvider(EventPublisher)
    .useValue(new RecordingEventPublisher())
    .overrideProvider(UserRepository)
    .useFactory({
      // Written out: Nest 11 takes a bare first token for the alias that `UserRepository` was before it was overridden.
      inject: [{ token: ModuleRef, optional: false }],
      factory: (module: ModuleRef) => (users ??= new TestUserRepository(module, passwordHasher)),
    });
}
