import { ConfigurableModuleBuilder, type InjectionToken, type ModuleMetadata, type Provider } from '@nestjs/common';
import type { AuthModuleOptions } from './auth.module.options.js';
import { SignInLimiter } from './authentication/sign-in-limiter.js';
import { ClientRepository } from './client/client.repository.js';
import { Clock } from './clock/clock.js';
import { EventPublisher } from './events/event.publisher.js';
import { PASSWORD_ALGORITHM, type PasswordHasher } from './password/password-hasher.js';
import { providePort, type PortProvider } from './port-provider.js';
import { KeyRing } from './token/key-ring.js';
import { TokenController, tokenControllerAt } from './token-endpoint/token.controller.js';
import { HOST_USER_REPOSITORY, type UserRepository } from './user/user.repository.js';

/** The options of the module itself: the providers of its ports, the token endpoint, imports and visibility. */
interface AuthModuleExtras {
  /** Reads the users. The only port without a default. */
  readonly userRepository?: PortProvider<UserRepository>;
  /** Hashes passwords, behind the bounded queue. @default bcrypt in passlib's formats */
  readonly passwordHasher?: PortProvider<PasswordHasher>;
  /** Reads the clients of the OAuth endpoints. @default those of the option `clients` */
  readonly clientRepository?: PortProvider<ClientRepository>;
  /** Limits sign-in attempts. @default counts in the memory of the process */
  readonly signInLimiter?: PortProvider<SignInLimiter>;
  /** The keys that sign and verify the tokens. @default the option `secret`, with HS256 */
  readonly keyRing?: PortProvider<KeyRing>;
  /** Publishes the domain events. @default none */
  readonly eventPublisher?: PortProvider<EventPublisher>;
  /** The clock. @default the system clock */
  readonly clock?: PortProvider<Clock>;
  /** The path of the token endpoint, below the global prefix; `false` for none. @default 'token' */
  readonly tokenEndpoint?: string | false;
  /** Modules whose exports the providers of the ports need. @default [] */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** Whether every module can inject the exports of this one without importing it. @default false */
  readonly isGlobal?: boolean;
}

const defaults: AuthModuleExtras = {
  userRepository: undefined,
  passwordHasher: undefined,
  clientRepository: undefined,
  signInLimiter: undefined,
  keyRing: undefined,
  eventPublisher: undefined,
  clock: undefined,
  tokenEndpoint: 'token',
  imports: [],
  isGlobal: false,
};

export const { ConfigurableModuleClass: ConfigurableAuthModule, MODULE_OPTIONS_TOKEN: GIVEN_OPTIONS } =
  new ConfigurableModuleBuilder<AuthModuleOptions>({ optionsInjectionToken: Symbol('AuthModuleOptions as given') })
    .setClassMethodName('forRoot')
    .setExtras<AuthModuleExtras>(defaults, (definition, extras) => ({
      ...definition,
      global: extras.isGlobal,
      imports: [...(definition.imports ?? []), ...(extras.imports ?? [])],
      controllers: tokenControllers(extras.tokenEndpoint),
      providers: [...(definition.providers ?? []), ...portProviders(extras)],
    }))
    .build();

/** The options before their check. The test kit overrides them. */
export const UNCHECKED_OPTIONS = Symbol('AuthModuleOptions before their check');

function tokenControllers(path: string | false = 'token') {
  if (path === false) {
    return [];
  }
  return [path === 'token' ? TokenController : tokenControllerAt(path)];
}

/** The given providers of the ports. They replace the defaults of the module, as Nest merges them after those. */
function portProviders(extras: AuthModuleExtras): Provider[] {
  if (!extras.userRepository) {
    throw new Error(
      'AuthModule needs the option userRepository. Write a class that extends UserRepository, and pass it: ' +
        'AuthModule.forRoot({ userRepository: EmployeeRepository, … })',
    );
  }
  const given: [InjectionToken, PortProvider<unknown> | undefined][] = [
    [HOST_USER_REPOSITORY, extras.userRepository],
    [PASSWORD_ALGORITHM, extras.passwordHasher],
    [ClientRepository, extras.clientRepository],
    [SignInLimiter, extras.signInLimiter],
    [KeyRing, extras.keyRing],
    [EventPublisher, extras.eventPublisher],
    [Clock, extras.clock],
  ];
  return given.flatMap(([token, provider]) => (provider ? [providePort(token, provider)] : []));
}
