import type { ExistingProvider, FactoryProvider, InjectionToken, Provider, Type, ValueProvider } from '@nestjs/common';

/** What a host puts behind one of the hinges: a class, or a provider without its token. */
export type PortProvider<TPort> =
  | Type<TPort>
  | Omit<FactoryProvider<TPort>, 'provide'>
  | Omit<ExistingProvider<TPort>, 'provide'>
  | Omit<ValueProvider<TPort>, 'provide'>;

export function providePort<TPort>(token: InjectionToken, provider: PortProvider<TPort>): Provider {
  return typeof provider === 'function'
    ? { provide: token, useClass: provider }
    : ({ provide: token, ...provider } as Provider);
}
