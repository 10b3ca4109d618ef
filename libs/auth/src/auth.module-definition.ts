import { ConfigurableModuleBuilder, type InjectionToken, type ModuleMetadata, type Provider } from '@nestjs/common';
import type { AuthModuleOptions } from './auth.options.js';
import { SignInLimiter } from './authentication/sign-in-limiter.js';
import { Clock } from './clock/clock.js';
import { EventPublisher } from './events/event.publisher.js';
import { PASSWORD_ALGORITHM, type PasswordHasher } from './password/password-hasher.js';
import { providePort, type PortProvider } from './port-provider.js';
import { KeyRing } from './token/key-ring.js';
import { TokenController, tokenControllerAt } from './token/token.controller.js';
import { HOST_USER_REPOSITORY, type UserRepository } from './user/user.repository.js';

/** What a host decides about the module itself: what stands behind its hinges, and where it is seen. */
interface AuthModuleExtras {
  /** Where the people are kept. The one hinge that has no default. */
  readonly userRepository?: PortProvider<UserRepository>;
  /** Hashes passwords, behind the bounded queue. @default bcrypt in passlib's formats */
  readonly passwordHasher?: PortProvider<PasswordHasher>;
  /** Counts guesses. @default in the memory of the process */
  readonly signInLimiter?: PortProvider<SignInLimiter>;
  /** The keys that sign and check the tokens. @default `secret`, for HS256 */
  readonly keyRing?: PortProvider<KeyRing>;
  /** Takes the domain events. @default nobody listens */
  readonly eventPublisher?: PortProvider<EventPublisher>;
  /** Says what time it is. @default the system's clock */
  readonly clock?: PortProvider<Clock>;
  /** The path of the token endpoint, below the host's prefix; `false` for none. @default 'token' */
  readonly tokenEndpoint?: string | false;
  /** Modules whose exports the hinges need. @default [] */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** Whether every module sees what this one exports without importing it. @default false */
  readonly isGlobal?: boolean;
}

const defaults: AuthModuleExtras = {
  userRepository: undefined,
  passwordHasher: undefined,
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
      providers: [...(definition.providers ?? []), ...hinges(extras)],
    }))
    .build();

function tokenControllers(path: string | false = 'token') {
  if (path === false) {
    return [];
  }
  return [path === 'token' ? TokenController : tokenControllerAt(path)];
}

/** Nest takes the later one of two providers, so these stand before the defaults of the module. */
function hinges(extras: AuthModuleExtras): Provider[] {
  if (!extras.userRepository) {
    throw new Error(
      'AuthModule does not know where the users are kept. Write a class that extends UserRepository, and name it: ' +
        'AuthModule.forRoot({ userRepository: EmployeeRepository, … })',
    );
  }
  const given: [InjectionToken, PortProvider<unknown> | undefined][] = [
    [HOST_USER_REPOSITORY, extras.userRepository],
    [PASSWORD_ALGORITHM, extras.passwordHasher],
    [SignInLimiter, extras.signInLimiter],
    [KeyRing, extras.keyRing],
    [EventPublisher, extras.eventPublisher],
    [Clock, extras.clock],
  ];
  return given.flatMap(([token, provider]) => (provider ? [providePort(token, provider)] : []));
}
