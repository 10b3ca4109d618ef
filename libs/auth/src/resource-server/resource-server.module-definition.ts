import { ConfigurableModuleBuilder, type InjectionToken, type ModuleMetadata, type Provider } from '@nestjs/common';
import { StoredSubjectResolver, SubjectResolver } from '../authentication/jwt/subject.resolver.js';
import { Clock } from '../clock/clock.js';
import { EventPublisher } from '../events/event.publisher.js';
import { providePort, type PortProvider } from '../port-provider.js';
import { HOST_USER_REPOSITORY, UserRepository } from '../user/user.repository.js';
import type { ResourceServerOptions } from './resource-server.options.js';

/** What a host decides about the module itself. */
interface ResourceServerExtras {
  /**
   * Where the people are kept that tokens name, read on every request. Nobody signs in here: the one look-up will do.
   * @default nowhere, and a token is believed what it says
   */
  readonly userRepository?: PortProvider<Pick<UserRepository, 'findBySubject'>>;
  /** Takes the domain events. @default nobody listens */
  readonly eventPublisher?: PortProvider<EventPublisher>;
  /** Says what time it is. @default the system's clock */
  readonly clock?: PortProvider<Clock>;
  /** Modules whose exports the hinges need. @default [] */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** Whether every module sees what this one exports without importing it. @default false */
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
      providers: [...(definition.providers ?? []), ...hinges(extras)],
    }))
    .build();

/** Nest takes the later one of two providers, so these stand before the defaults of the module. */
function hinges({ userRepository, eventPublisher, clock }: ResourceServerExtras): Provider[] {
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
