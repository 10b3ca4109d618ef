import { ConfigurableModuleBuilder, type ModuleMetadata } from '@nestjs/common';
import { checkedOptions, oneOf, type OptionRules, wholeNumber } from '@portcullis/auth/spi';
import { REGISTRATION_ROUTE, type RegistrationRoute } from './registration/registration.options.js';
import { withRegistrationAt } from './registration/registration.route.js';

export interface UsersModuleOptions {
  /**
   * What the `sub` claim of the tokens is. `'username'` is for tokens that another service must still understand: another user can
   * register a freed name, but never gets the id.
   * @default 'id'
   */
  readonly subject?: 'id' | 'username';
  /**
   * How many registrations one address (of IPv6 one network of 64 bits) may try in an hour, whether they succeed or not. Counted in
   * the `BudgetStore` that counts wrong passwords.
   * @default 500
   */
  readonly registrationsPerAddress?: number;
  /** How often expired reservations of usernames are deleted, in seconds; 0 for never. @default 3600 */
  readonly purgeInterval?: number;
}

/** The options, checked and with their defaults. */
export const USERS_OPTIONS = Symbol('UsersModuleOptions');

export type CheckedUsersOptions = Readonly<Required<UsersModuleOptions>>;

/** A week. A timer can't be set to more than 24 days. */
const MAX_PURGE_INTERVAL_SECONDS = 7 * 86_400;

const RULES = {
  subject: oneOf(['id', 'username'], { default: 'id' }),
  registrationsPerAddress: wholeNumber({ default: 500 }),
  purgeInterval: wholeNumber({ min: 0, max: MAX_PURGE_INTERVAL_SECONDS, default: 3_600 }),
} satisfies OptionRules<UsersModuleOptions>;

/** @throws Error with a sentence for each option that can't be used */
export function checkedUsersOptions(options: UsersModuleOptions): CheckedUsersOptions {
  return checkedOptions('UsersModule', options, RULES);
}

interface UsersModuleExtras {
  /** Modules that export what `AuthModule` does, when that one is not global. @default [] */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** Whether every module sees what this one exports without importing it. @default false */
  readonly isGlobal?: boolean;
  /**
   * The path of the public route at which users register themselves. With `false` there is no such route, and a route of the
   * application can call `RegistrationService`. A module that re-exports this one exports the result of `forRoot`.
   * @default { path: 'register' }
   */
  readonly registration?: RegistrationRoute;
}

const defaults: UsersModuleExtras = { imports: [], isGlobal: false, registration: {} };

export const { ConfigurableModuleClass: ConfigurableUsersModule, MODULE_OPTIONS_TOKEN: GIVEN_OPTIONS } =
  new ConfigurableModuleBuilder<UsersModuleOptions>({ optionsInjectionToken: Symbol('UsersModuleOptions, as given') })
    .setClassMethodName('forRoot')
    .setExtras<UsersModuleExtras>(defaults, (definition, { registration = {}, ...extras }) => ({
      ...definition,
      module: withRegistrationAt(registration, definition.module),
      global: extras.isGlobal,
      imports: [...(definition.imports ?? []), ...(extras.imports ?? [])],
      providers: [...(definition.providers ?? []), { provide: REGISTRATION_ROUTE, useValue: registration }],
    }))
    .build();
