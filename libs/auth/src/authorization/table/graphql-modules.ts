import type { Type } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';

/** The token under which @nestjs/graphql provides its options, and the name of the class under which it provides its driver. */
const OPTIONS = 'GqlModuleOptions';
const DRIVER = 'AbstractGraphQLDriver';

type Providers = ReturnType<DiscoveryService['getProviders']>;

/** Whether every `GraphQLModule` of the application runs guards for fields and references. */
export function runsGuardsForMembers(providers: Providers): boolean {
  return providers
    .filter(({ token }) => token === OPTIONS)
    .map(({ instance }) => instance as { readonly fieldResolverEnhancers?: readonly string[] } | null)
    .every((options) => options?.fieldResolverEnhancers?.includes('guards') ?? false);
}

/** Whether a `GraphQLModule` resolves `_entities`, by which a client reaches the fields of a type without an operation. */
export function hasSubgraph(providers: Providers): boolean {
  return providers
    .filter(({ token }) => typeof token === 'function' && token.name === DRIVER)
    .some(({ metatype }) => lineageOf(metatype as Type | null).some((name) => name.includes('Federation')));
}

/** The names of a class and its superclasses. */
function lineageOf(type: Type | null): string[] {
  return type?.name ? [type.name, ...lineageOf(Object.getPrototypeOf(type) as Type | null)] : [];
}
