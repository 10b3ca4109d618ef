import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { GrantRegistry } from '@portcullis/auth';

/**
 * Keeps sessions from being everybody's. What this library plugs into the hinges of one `AuthModule` is seen by all of them: a
 * refresh token from the one would get its holder a token of the other, for whoever has the same `sub` there.
 */
@Injectable()
export class SoleAuthModule implements OnModuleInit {
  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws Error where the application has several `AuthModule`s */
  onModuleInit(): void {
    const providers = this.discovery.getProviders().map(({ instance }) => instance as unknown);
    const registries = providers.filter((instance) => instance instanceof GrantRegistry);
    if (new Set(registries).size > 1) {
      throw new Error(
        'SessionsModule needs an application with one AuthModule: with several, a refresh token of the one would be taken by the ' +
          'others, for whoever has the same sub there. Leave one AuthModule.forRoot({ … }), or make two applications of it.',
      );
    }
  }
}
