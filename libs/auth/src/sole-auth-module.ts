import type { FactoryProvider, OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { GrantRegistry } from './token-endpoint/grants/grant.registry.js';

/**
 * A provider that stops an application with several `AuthModule`s at start. For a library that identifies users only by `sub`: the user
 * with the same `sub` in another `AuthModule` is another user. The module of the library must import Nest's `DiscoveryModule`.
 *
 * @param library its module, for the message: `'SessionsModule'`
 * @param danger what could happen, as a clause: `'a refresh token of one would be accepted by the others'`
 */
export function soleAuthModule(library: string, danger: string): FactoryProvider<OnModuleInit> {
  return {
    provide: Symbol(`The sole AuthModule of ${library}`),
    inject: [DiscoveryService],
    useFactory: (discovery: DiscoveryService) => ({
      onModuleInit() {
        const instances = discovery.getProviders().map(({ instance }) => instance as unknown);
        if (new Set(instances.filter((instance) => instance instanceof GrantRegistry)).size > 1) {
          throw new Error(
            `${library} needs an application with one AuthModule: with several, ${danger}. ` +
              'Keep one AuthModule.forRoot({ … }), or divide the application in two.',
          );
        }
      },
    }),
  };
}
