import { ModuleRef } from '@nestjs/core';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { BcryptPasswordHasher, Clock, PasswordHasher, UserRepository } from '@portcullis/auth';
import {
  BACKGROUND_MAIL,
  EventPublisher,
  GIVEN_OPTIONS,
  MAIL_TRANSPORT,
  UNCHECKED_OPTIONS,
} from '@portcullis/auth/spi';
import { demandArgument, demandBuilder, hasMethods, isRecord } from './argument-check.js';
import { RecordingEventPublisher } from './recording.event-publisher.js';
import { RecordingMailTransport } from './recording.mail-transport.js';
import { TestClock } from './test-clock.js';
import { withTestSecret } from './test-secret.js';
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
 * cheap, its domain events are recorded, its mails are kept for the test, users of a test come before those of its store, and it needs no
 * secret.
 *
 * @example
 * ```ts
 * const module = await withTestAuth(Test.createTestingModule({ imports: [AppModule] })).compile();
 * ```
 */
export function withTestAuth(builder: TestingModuleBuilder, options: TestAuthOptions = {}): TestingModuleBuilder {
  demandBuilder(builder, 'withTestAuth');
  demandArgument(
    isRecord(options),
    'withTestAuth() takes an object of options',
    options,
    `withTestAuth(builder, { now })`,
  );
  const { now = new Date(), passwordHasher = new BcryptPasswordHasher({ cost: LOWEST_COST }) } = options;
  demandArgument(
    hasMethods(passwordHasher, 'hash', 'verify', 'recognises'),
    'passwordHasher of withTestAuth() is an instance of a PasswordHasher',
    passwordHasher,
    'withTestAuth(builder, { passwordHasher: new ScryptHasher() })',
  );
  // In all modules: a module that provides its own `UserRepository`, as `UsersModule` does, must see the same users.
  let users: TestUserRepository | undefined;
  // Nest 11 takes a bare first token of `inject` for the alias that the provider was before it was overridden.
  return builder
    .overrideProvider(UNCHECKED_OPTIONS)
    .useFactory({ inject: [{ token: GIVEN_OPTIONS, optional: false }], factory: withTestSecret })
    .overrideProvider(Clock)
    .useValue(new TestClock(now))
    .overrideProvider(PasswordHasher)
    .useValue(passwordHasher)
    .overrideProvider(EventPublisher)
    .useValue(new RecordingEventPublisher())
    .overrideProvider(MAIL_TRANSPORT)
    .useValue(new RecordingMailTransport())
    .overrideProvider(BACKGROUND_MAIL)
    .useValue(false)
    .overrideProvider(UserRepository)
    .useFactory({
      inject: [{ token: ModuleRef, optional: false }],
      factory: (module: ModuleRef) => (users ??= new TestUserRepository(module, passwordHasher)),
    });
}
