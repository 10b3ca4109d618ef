import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { AUTH_OPTIONS, type CommonOptions } from '../auth.options.js';
import { pathOf } from '../authorization/table/path-of.js';
import { PolicyTable } from '../authorization/table/policy-table.js';
import { singletonsOf } from '../singletons.js';
import type { AuthorizationServerMetadata } from './authorization-server.metadata.js';
import { endpointUrl, isDiscoverable } from './endpoint-url.js';
import { mergedMembers } from './merged-members.js';
import { MetadataContribution, type UrlOf } from './metadata.contribution.js';
import { type AuthorizationServerMetadataOptions, METADATA_OPTIONS } from './metadata.options.js';

/** The metadata of the authorization server (RFC 8414), merged from every {@link MetadataContribution}. */
@Injectable()
export class MetadataDocument implements OnApplicationBootstrap {
  #metadata: AuthorizationServerMetadata | undefined;

  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: CommonOptions,
    @Inject(METADATA_OPTIONS) private readonly own: AuthorizationServerMetadataOptions,
    private readonly table: PolicyTable,
    private readonly discovery: DiscoveryService,
  ) {}

  /** @throws Error if two contributions have different values for a member, or one is not a singleton */
  onApplicationBootstrap(): void {
    const contributions = singletonsOf(MetadataContribution, this.discovery);
    const { issuer } = this.options;
    if (isDiscoverable(issuer)) {
      const urlOf = this.#urls(issuer);
      const members = contributions.map((contribution) => contribution.contribute(urlOf));
      this.#metadata = mergedMembers([{ issuer }, ...members]) as AuthorizationServerMetadata;
    }
  }

  /** A copy that the caller may change. `undefined` if the issuer is not a URL. */
  copy(): AuthorizationServerMetadata | undefined {
    return structuredClone(this.#metadata);
  }

  /** Includes the prefixes and paths that the application has configured. */
  #urls(issuer: string): UrlOf {
    const routes = this.table.routes();
    return (controller, method) => {
      const path = pathOf(routes, controller, method);
      return path === undefined ? undefined : endpointUrl(issuer, path, this.own.publicUrl);
    };
  }
}
