import {
  ConfigurableModuleBuilder,
  type ExistingProvider,
  type FactoryProvider,
  type ModuleMetadata,
  type Provider,
  type Type,
} from '@nestjs/common';
import type { AuthenticatedUser } from './user/authenticated-user.js';
import { UserRepository } from './user/user.repository.js';

/** What a host decides. Names are those of the specifications; times are in seconds. */
export interface AuthModuleOptions {
  /** `iss` of the tokens: the URL under which this service is known. */
  readonly issuer: string;
  /** `aud` of the tokens: the API that they are for. */
  readonly audience: string;
  /** Signs the tokens (HS256). At least 32 bytes, or the start stops. */
  readonly secret: string;
  /** How long an access token is good for. @default 1800 */
  readonly accessTokenTtl?: number;
  /** The scopes that can be asked for, each with the sentence that describes it. @default {} */
  readonly scopes?: Readonly<Record<string, string>>;
  /** Which scopes of the catalogue a person may be granted. @default all of them */
  readonly allowedScopes?: (user: AuthenticatedUser) => readonly string[];
  /** The protection space named in `WWW-Authenticate`. @default 'portcullis' */
  readonly realm?: string;
  readonly password?: PasswordOptions;
  readonly signIn?: SignInOptions;
}

export interface PasswordOptions {
  /** The work factor of bcrypt, 4 to 30. @default 12 */
  readonly cost?: number;
  /** In code points. @default 8 */
  readonly minLength?: number;
  /** Words that nobody may take for a password, the product's name say. @default ['portcullis'] */
  readonly forbiddenWords?: readonly string[];
}

export interface SignInOptions {
  /** Wrong passwords for one name in a row, until it has to wait. NIST SP 800-63B-4 allows 100. @default 100 */
  readonly maxAttempts?: number;
  /** For how long. @default 900 */
  readonly waitSeconds?: number;
}

/** Where the people are kept: a class, a factory, or a provider that an imported module exports. */
export type UserRepositoryProvider =
  | Type<UserRepository>
  | Omit<FactoryProvider<UserRepository>, 'provide'>
  | Omit<ExistingProvider<UserRepository>, 'provide'>;

interface AuthModuleExtras {
  /** The one thing that has no default. */
  readonly userRepository?: UserRepositoryProvider;
  /** Modules whose exports `userRepository` needs. @default [] */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** Whether every module sees what this one exports without importing it. @default false */
  readonly isGlobal?: boolean;
}

const defaults: AuthModuleExtras = { userRepository: undefined, imports: [], isGlobal: false };

export const { ConfigurableModuleClass: ConfigurableAuthModule, MODULE_OPTIONS_TOKEN: AUTH_OPTIONS } =
  new ConfigurableModuleBuilder<AuthModuleOptions>({ optionsInjectionToken: Symbol('AuthModuleOptions') })
    .setClassMethodName('forRoot')
    .setExtras<AuthModuleExtras>(defaults, (definition, extras) => ({
      ...definition,
      global: extras.isGlobal,
      imports: [...(definition.imports ?? []), ...(extras.imports ?? [])],
      providers: [...(definition.providers ?? []), userRepositoryProvider(extras.userRepository)],
    }))
    .build();

function userRepositoryProvider(userRepository: UserRepositoryProvider | undefined): Provider {
  if (!userRepository) {
    throw new Error(
      'AuthModule does not know where the users are kept. Write a class that extends UserRepository, and name it: ' +
        'AuthModule.forRoot({ userRepository: EmployeeRepository, … })',
    );
  }
  return typeof userRepository === 'function'
    ? { provide: UserRepository, useClass: userRepository }
    : ({ provide: UserRepository, ...userRepository } as Provider);
}
