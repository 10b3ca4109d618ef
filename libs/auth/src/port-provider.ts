import type { ExistingProvider, FactoryProvider, InjectionToken, Provider, Type, ValueProvider } from '@nestjs/common';
import { nameOfToken, scopeObjectionTo } from './singletons.js';

/** A provider of the application for a port: a class, or a provider without its token. */
export type PortProvider<TPort> =
  | Type<TPort>
  | Omit<FactoryProvider<TPort>, 'provide'>
  | Omit<ExistingProvider<TPort>, 'provide'>
  | Omit<ValueProvider<TPort>, 'provide'>;

/** Replaces a request-scoped provider by a provider that throws at creation, before Nest resolves global guards. */
export function providePort<TPort>(token: InjectionToken, provider: PortProvider<TPort>): Provider {
  const objection = scopeObjectionTo(provider, nameOfToken(token));
  if (objection !== null) {
    return {
      provide: token,
      useFactory: () => {
        throw new Error(objection);
      },
    };
  }
  return typeof provider === 'function'
    ? { provide: token, useClass: provider }
    : ({ provide: token, ...provider } as Provider);
}
