import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { MetadataController } from './metadata/metadata.controller.js';
import { MetadataDocument } from './metadata/metadata.document.js';
import { type AuthorizationServerMetadataOptions, METADATA_OPTIONS } from './metadata/metadata.options.js';
import { TokenEndpointMetadata } from './token-endpoint/token-endpoint.metadata.js';

/**
 * Serves `GET /.well-known/oauth-authorization-server` (RFC 8414), with the URL of every OAuth endpoint of the application. Needs a global
 * `AuthModule`. Exclude `.well-known` from a global prefix (RFC 8615). `WellKnownModule` of `@portcullis/keys` includes this module.
 */
@Module({})
export class AuthorizationServerMetadataModule {
  static forRoot(options: AuthorizationServerMetadataOptions = {}): DynamicModule {
    return {
      module: AuthorizationServerMetadataModule,
      imports: [DiscoveryModule],
      controllers: [MetadataController],
      providers: [MetadataDocument, TokenEndpointMetadata, { provide: METADATA_OPTIONS, useValue: options }],
    };
  }
}
