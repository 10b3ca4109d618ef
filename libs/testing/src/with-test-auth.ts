import { ModuleRef } from '@nestjs/core';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { BcryptPasswordHasher, Clock, EventPublisher, PasswordHasher, UserRepository } from '@portcullis/auth';
import { RecordingEventPublisher } from './recording.event-publisher.js';
import { TestClock } from './test-clock.js';
import { TestUserRepository } from './test-user.repository.js';

const LOWEST_COST = 4;

export interface TestAuthOptions {
  /** Where the clock stands at first. @default the moment of the call */
  readonly now?: Date;
  /**
   * Hashes and verifies passwords, without a queue. For a host whose own people have hashes that bcrypt does not read.
   * @default bcrypt at its lowest cost
   */
  readonly passwordHasher?: PasswordHasher;
}

/**
 * Makes an application ready for {@link TestAuth}: its guards, tokens and policies stay what they are; its clock stands still,
 * its hashes cost next to nothing, its domain events are kept, and people made by a test stand before those of its store.
 *
 * @example
 * ```ts
 * const module = await withTestAuth(Test.createTestingModule({ imports: [AppModule] })).compile();
 * ```
 */
export function withTestAuth(builder: TestingModuleBuilder, options: TestAuthOptions = {}): TestingModuleBuilder {
  const { now = new Date(), passwordHasher = new BcryptPasswordHasher({ cost: LOWEST_COST }) } = options;
  // Of all modules: one that provides `UserRepository` for itself, as `UsersModule` does, has to see the same people.
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
