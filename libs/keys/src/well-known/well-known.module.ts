import { type DynamicModule, Module } from '@nestjs/common';
import { AuthorizationServerMetadataModule, type AuthorizationServerMetadataOptions } from '@portcullis/auth/spi';
import { KeySetController } from './key-set.controller.js';
import { KeySetMetadata } from './key-set.metadata.js';

/**
 * `GET /.well-known/jwks.json`, the public keys, and `GET /.well-known/oauth-authorization-server`, the metadata that name them.
 * Needs a global `AuthModule`. RFC 8615 has `.well-known` at the root: exclude it from a global prefix.
 */
@Module({})
export class WellKnownModule {
  static forRoot(options: AuthorizationServerMetadataOptions = {}): DynamicModule {
    return {
      module: WellKnownModule,
      imports: [AuthorizationServerMetadataModule.forRoot(options)],
      controllers: [KeySetController],
      providers: [KeySetMetadata],
    };
  }
}
