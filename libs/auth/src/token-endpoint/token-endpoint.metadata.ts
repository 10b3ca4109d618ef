import { Inject, Injectable } from '@nestjs/common';
import { AUTH_OPTIONS } from '../auth.options.js';
import type { CatalogueOptions } from '../authorization/catalogue.options.js';
import { CLIENT_SECRET_METHODS } from '../client/client.authentication.js';
import { mergedMembers } from '../metadata/merged-members.js';
import {
  endpointMembers,
  MetadataContribution,
  type MetadataMembers,
  type UrlOf,
} from '../metadata/metadata.contribution.js';
import { GrantRegistry } from './grants/grant.registry.js';
import { TokenController } from './token.controller.js';

/** The metadata of the token endpoint, its scopes and its grants. */
@Injectable()
export class TokenEndpointMetadata extends MetadataContribution {
  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: CatalogueOptions,
    private readonly grants: GrantRegistry,
  ) {
    super();
  }

  contribute(urlOf: UrlOf): MetadataMembers {
    const own = {
      ...endpointMembers('token', urlOf(TokenController), [...CLIENT_SECRET_METHODS, 'none']),
      scopes_supported: Object.keys(this.options.scopes ?? {}),
      // RFC 8414, section 2, requires it. Empty without an authorization endpoint.
      response_types_supported: [],
      grant_types_supported: this.grants.grantTypes,
    };
    return mergedMembers([own, ...this.grants.metadata]);
  }
}
