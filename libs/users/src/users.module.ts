import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Accounts, UserRepository } from '@portcullis/auth';
import { AccountStore } from '@portcullis/auth/spi';
import { PostgresAccountStore } from './account/postgres.account.store.js';
import { ReservedUsernamePurge } from './account/reserved-username.purge.js';
import { ReservedUsernames } from './account/reserved-usernames.js';
import { UserAdministration } from './administration/user.administration.js';
import { UserDirectory } from './directory/user.directory.js';
import { HiddenRegistrations } from './registration/hidden-registrations.js';
import { REGISTRATION_ROUTE } from './registration/registration.options.js';
import { RegistrationController } from './registration/registration.controller.js';
import { BudgetedRegistrationLimiter } from './registration/budgeted.registration-limiter.js';
import { RegistrationLimiter } from './registration/registration.limiter.js';
import { RegistrationService } from './registration/registration.service.js';
import { PostgresUserRepository } from './postgres.user.repository.js';
import {
  checkedUsersOptions,
  ConfigurableUsersModule,
  GIVEN_OPTIONS,
  USERS_OPTIONS,
} from './users.module-definition.js';

/**
 * Users in PostgreSQL, and `POST /register`. Needs `AuthModule`, `AuthDatabaseModule`, and the tables of `usersMigrations`.
 *
 * Without `forRoot` it has the default options. `forRoot({ registration: false })` is for an application in which users can't
 * register themselves.
 */
@Module({
  imports: [DiscoveryModule],
  controllers: [RegistrationController],
  providers: [
    // `forRoot` provides both once more, and the later ones count.
    { provide: GIVEN_OPTIONS, useValue: {} },
    { provide: REGISTRATION_ROUTE, useValue: {} },
    { provide: USERS_OPTIONS, inject: [GIVEN_OPTIONS], useFactory: checkedUsersOptions },
    { provide: AccountStore, useClass: PostgresAccountStore },
    ReservedUsernames,
    ReservedUsernamePurge,
    Accounts,
    PostgresUserRepository,
    { provide: UserRepository, useExisting: PostgresUserRepository },
    { provide: RegistrationLimiter, useClass: BudgetedRegistrationLimiter },
    HiddenRegistrations,
    RegistrationService,
    UserAdministration,
    UserDirectory,
  ],
  exports: [
    Accounts,
    UserRepository,
    PostgresUserRepository,
    RegistrationService,
    ReservedUsernamePurge,
    UserAdministration,
    UserDirectory,
  ],
})
export class UsersModule extends ConfigurableUsersModule {
  static override forRoot(options: Parameters<(typeof ConfigurableUsersModule)['forRoot']>[0] = {}): DynamicModule {
    return super.forRoot(options);
  }
}
