import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UserRepository } from '@portcullis/auth';
import { CONSEQUENCES, DeactivationConsequences } from './administration/deactivation.consequences.js';
import { UserAdministration } from './administration/user.administration.js';
import { UserDirectory } from './directory/user.directory.js';
import { RegistrationController } from './registration/registration.controller.js';
import { RegistrationService } from './registration/registration.service.js';
import { TypeOrmUserRepository } from './typeorm.user.repository.js';
import { User } from './user.entity.js';
import { ConfigurableUsersModule, USERS_OPTIONS, type UsersModuleOptions } from './users.module-definition.js';

const DEFAULTS: UsersModuleOptions = {};

/**
 * The people, in PostgreSQL, and `POST /register`. Wants the host's TypeORM data source, with `User` among its entities and
 * `usersMigrations` among its migrations, and the `PasswordHasher` and `PasswordPolicy` of `AuthModule`.
 *
 * Imported by its bare name it has the default options. A host that does not let people register by themselves says
 * `forRoot({ registration: false })`.
 */
@Module({
  imports: [DiscoveryModule, TypeOrmModule.forFeature([User])],
  controllers: [RegistrationController],
  providers: [
    // `forRoot` provides it once more, and the later one counts.
    { provide: USERS_OPTIONS, useValue: DEFAULTS },
    TypeOrmUserRepository,
    { provide: UserRepository, useExisting: TypeOrmUserRepository },
    RegistrationService,
    { provide: CONSEQUENCES, useClass: DeactivationConsequences },
    UserAdministration,
    UserDirectory,
  ],
  exports: [UserRepository, TypeOrmUserRepository, RegistrationService, UserAdministration, UserDirectory],
})
export class UsersModule extends ConfigurableUsersModule {
  static override forRoot(options: Parameters<(typeof ConfigurableUsersModule)['forRoot']>[0] = {}): DynamicModule {
    return super.forRoot(options);
  }
}
