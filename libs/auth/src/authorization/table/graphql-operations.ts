import { Injectable, type Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { RoutePolicies } from '../route-policy.js';
import type { EntryPoint } from './entry-point.js';
import { GlobalGuards } from './global-guards.js';
import { type ClassMethod, guardsOn, methodsOf } from './handlers.js';
import { metadataOf, NestMetadata } from './nest-metadata.js';

const OPERATIONS = new Set(['Query', 'Mutation', 'Subscription']);

/** How @nestjs/graphql provides its options. */
const GRAPHQL_OPTIONS = 'GqlModuleOptions';

const FIELDS_UNGUARDED =
  "GraphQL runs no guards for fields unless GraphQLModule's option fieldResolverEnhancers includes 'guards'";

/** Every operation of every resolver; fields only where something is asked of them, for they come after an operation. */
@Injectable()
export class GraphqlOperations {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly globalGuards: GlobalGuards,
    private readonly policies: RoutePolicies,
  ) {}

  list(): EntryPoint[] {
    const global = this.globalGuards.list();
    const unguardable = this.fieldsAreGuarded() ? null : FIELDS_UNGUARDED;
    return this.discovery.getProviders().flatMap(({ metatype }) =>
      isClass(metatype)
        ? methodsOf(metatype).flatMap((method): EntryPoint[] => {
            const type = metadataOf<string>(NestMetadata.resolverType, method.handler) ?? '';
            const isField = metadataOf<boolean>(NestMetadata.fieldResolver, method.handler) === true;
            if (!OPERATIONS.has(type) && !(isField && this.isGuarded(method))) {
              return [];
            }
            return [
              {
                transport: 'graphql',
                route: `${isField ? 'Field' : type} ${nameOf(method)}`,
                ...method,
                guards: [...global, ...guardsOn(method)],
                unguardable: isField ? unguardable : null,
              },
            ];
          })
        : [],
    );
  }

  /** A class's policy is meant for its fields too: they are reached by way of other classes' operations. */
  private isGuarded({ target, handler }: ClassMethod): boolean {
    return metadataOf(NestMetadata.guards, handler) !== undefined || this.policies.for(target, handler).policy !== null;
  }

  private fieldsAreGuarded(): boolean {
    return this.discovery
      .getProviders()
      .filter(({ token }) => token === GRAPHQL_OPTIONS)
      .map(({ instance }) => instance as { readonly fieldResolverEnhancers?: readonly string[] } | null)
      .every((options) => options?.fieldResolverEnhancers?.includes('guards') ?? false);
  }
}

function nameOf({ handler, method }: ClassMethod): string {
  return metadataOf<string>(NestMetadata.resolverName, handler) ?? method;
}

function isClass(metatype: unknown): metatype is Type {
  return typeof metatype === 'function' && typeof metatype.prototype === 'object' && metatype.prototype !== null;
}
