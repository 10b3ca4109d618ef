import { ConfigurableModuleBuilder, type InjectionToken, type ModuleMetadata, type Provider } from '@nestjs/common';
import { StoredSubjectResolver, SubjectResolver } from '../authentication/jwt/subject.resolver.js';
import { Clock } from '../clock/clock.js';
import { EventPublisher } from '../events/event.publisher.js';
import { providePort, type PortProvider } from '../port-provider.js';
import { HOST_USER_REPOSITORY, UserRepository } from '../user/user.repository.js';
import type { ResourceServerOptions } from './resource-server.options.js';

/** The options of the module itself: the providers of its ports, imports and visibility. */
interface ResourceServerExtras {
  /**
   * Finds the user of a token, on every request. No other method is needed, because no user signs in here.
   * @default none: the user is taken from the claims of the token
   */
  readonly userRepository?: PortProvider<Pick<UserRepository, 'findBySubject'>>;
  /** Publishes the domain events. @default none */
  readonly eventPublisher?: PortProvider<EventPublisher>;
  /** The clock. @default the system clock */
  readonly clock?: PortProvider<Clock>;
  /** Modules whose exports the providers of the ports need. @default [] */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** Whether every module can inject the exports of this one without importing it. @default false */
  readonly isGlobal?: boolean;
}

const defaults: ResourceServerExtras = {
  userRepository: undefined,
  eventPublisher: undefined,
  clock: undefined,
  imports: [],
  isGlobal: false,
};

export const { ConfigurableModuleClass: ConfigurableResourceServerModule, MODULE_OPTIONS_TOKEN: GIVEN_OPTIONS } =
  new ConfigurableModuleBuilder<ResourceServerOptions>({
    optionsInjectionToken: Symbol('ResourceServerOptions as given'),
  })
    .setClassMethodName('forRoot')
    .setExtras<ResourceServerExtras>(defaults, (definition, extras) => ({
      ...definition,
      global: extras.isGlobal,
      imports: [...(definition.imports ?? []), ...(extras.imports ?? [])],
      providers: [...(definition.providers ?? []), ...portProviders(extras)],
    }))
    .build();

/** They override the defaults of the module, because Nest registers them later. */
function portProviders({ userRepository, eventPublisher, clock }: ResourceServerExtras): Provider[] {
  const given: [InjectionToken, PortProvider<unknown> | undefined][] = [
    [HOST_USER_REPOSITORY, userRepository],
    [EventPublisher, eventPublisher],
    [Clock, clock],
  ];
  const stored: Provider[] = [
    { provide: UserRepository, useExisting: HOST_USER_REPOSITORY },
    { provide: SubjectResolver, useClass: StoredSubjectResolver },
  ];
  return [
    ...given.flatMap(([token, provider]) => (provider ? [providePort(token, provider)] : [])),
    ...(userRepository ? stored : []),
  ];
}
