import { ConfigurableModuleBuilder, type ModuleMetadata } from '@nestjs/common';
import { type RegistrationRoute, withRegistrationAt } from './registration/registration.route.js';

export interface UsersModuleOptions {
  /**
   * What the `sub` claim of a person's tokens is. `'username'` is for tokens that another service must go on
   * understanding: a freed name can pass to somebody else, an id never does.
   * @default 'id'
   */
  readonly subject?: 'id' | 'username';
  /**
   * Whether the look-ups of every request and every sign-in are named prepared statements. `false` for a pooler in transaction
   * mode that does not keep track of them, like PgBouncer before 1.21.
   * @default true
   */
  readonly preparedStatements?: boolean;
}

interface UsersModuleExtras {
  /** Modules that export `PasswordHasher` and `PasswordPolicy`, where `AuthModule` is not global. @default [] */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** Whether every module sees what this one exports without importing it. @default false */
  readonly isGlobal?: boolean;
  /**
   * The path of the public route by which people make accounts for themselves. `false`: there is no such route, and
   * `RegistrationService` is for a route of the host's own. A module that passes this one on exports what `forRoot` gave.
   * @default { path: 'register' }
   */
  readonly registration?: RegistrationRoute;
}

const defaults: UsersModuleExtras = { imports: [], isGlobal: false, registration: {} };

export const { ConfigurableModuleClass: ConfigurableUsersModule, MODULE_OPTIONS_TOKEN: USERS_OPTIONS } =
  new ConfigurableModuleBuilder<UsersModuleOptions>({ optionsInjectionToken: Symbol('UsersModuleOptions') })
    .setClassMethodName('forRoot')
    .setExtras<UsersModuleExtras>(defaults, (definition, { registration = {}, ...extras }) => ({
      ...definition,
      module: withRegistrationAt(registration, definition.module),
      global: extras.isGlobal,
      imports: [...(definition.imports ?? []), ...(extras.imports ?? [])],
    }))
    .build();
