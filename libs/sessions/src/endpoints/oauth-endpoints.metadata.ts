import { Injectable } from '@nestjs/common';
import {
  CLIENT_SECRET_METHODS,
  endpointMembers,
  MetadataContribution,
  type MetadataMembers,
  type UrlOf,
} from '@portcullis/auth/spi';
import { IntrospectionController } from './introspection.controller.js';
import { RevocationController } from './revocation.controller.js';

/** The URLs of the endpoints. Introspection lacks the method `none`: its client must authenticate. */
@Injectable()
export class OAuthEndpointsMetadata extends MetadataContribution {
  contribute(urlOf: UrlOf): MetadataMembers {
    return {
      ...endpointMembers('revocation', urlOf(RevocationController), [...CLIENT_SECRET_METHODS, 'none']),
      ...endpointMembers('introspection', urlOf(IntrospectionController), CLIENT_SECRET_METHODS),
    };
  }
}
