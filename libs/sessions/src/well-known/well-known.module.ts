import { type DynamicModule, Module } from '@nestjs/common';
import { WellKnownController } from './well-known.controller.js';
import { DEFAULT_PATHS, ENDPOINT_PATHS, type WellKnownModuleOptions } from './well-known.options.js';

/**
 * `GET /.well-known/jwks.json` and `GET /.well-known/oauth-authorization-server`. Wants a global `AuthModule`, and no prefix
 * before `.well-known`: RFC 8615 has it at the root.
 */
@Module({})
export class WellKnownModule {
  static forRoot({ paths = {} }: WellKnownModuleOptions = {}): DynamicModule {
    return {
      module: WellKnownModule,
      controllers: [WellKnownController],
      providers: [{ provide: ENDPOINT_PATHS, useValue: { ...DEFAULT_PATHS, ...paths } }],
    };
  }
}
