import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { RoutePolicies } from '../route-policy.js';
import type { EntryPoint } from './entry-point.js';
import { hasSubgraph, runsGuardsForMembers } from './graphql-modules.js';
import { requiresOfCaller } from './guarding.js';
import { type ClassMethod, classesOf, guardsOn, methodsOf } from './handlers.js';
import { metadataOf, NestMetadata } from '../../transport/nest-metadata.js';

const OPERATIONS = new Set(['Query', 'Mutation', 'Subscription']);

/** The only method that @nestjs/graphql never guards. */
const TYPE_RESOLVER = '__resolveType';

const MEMBERS_UNGUARDED =
  "GraphQL runs no guards for fields and references unless GraphQLModule's option fieldResolverEnhancers includes 'guards'. " +
  'Set it, or move the decorators to the operations, or write @Public()';

const TYPES_UNGUARDED = `GraphQL runs no guards for ${TYPE_RESOLVER}. Move it to a class without such decorators, or write @Public()`;

/** What a method of a resolver resolves: an operation, a reference of Apollo Federation (`_entities`) or a field. */
type Kind = 'Query' | 'Mutation' | 'Subscription' | 'Reference' | 'Field';

interface Member extends ClassMethod {
  readonly kind: Kind;
}

/**
 * Lists every operation and reference of every resolver. A field is reached through an operation, so it is listed only if it or its
 * class requires something of the caller. In a subgraph every field is listed, as `_entities` reaches it without an operation.
 */
@Injectable()
export class GraphqlOperations {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly policies: RoutePolicies,
  ) {}

  list(globalGuards: EntryPoint['guards']): EntryPoint[] {
    const providers = this.discovery.getProviders();
    const guardsMembers = runsGuardsForMembers(providers);
    const members = classesOf(providers).flatMap(methodsOf).flatMap(memberOf);
    const isSubgraph = hasSubgraph(providers) || members.some(({ kind }) => kind === 'Reference');
    return members
      .filter((member) => member.kind !== 'Field' || isSubgraph || this.#requires(member))
      .map((member) => entryPointOf(member, globalGuards, guardsMembers));
  }

  #requires(method: ClassMethod): boolean {
    return requiresOfCaller(method, this.policies.for(method.target, method.handler));
  }
}

function memberOf(method: ClassMethod): Member[] {
  const kind = kindOf(method);
  return kind ? [{ kind, ...method }] : [];
}

/** As @nestjs/graphql does: `@Resolver('Query')` on a class makes every method a query, with or without a decorator. */
function kindOf(method: ClassMethod): Kind | null {
  const { handler } = method;
  const type = typeOf(method);
  if (type === undefined) {
    return null;
  }
  if (OPERATIONS.has(type)) {
    return type as Kind;
  }
  if (metadataOf(NestMetadata.reference, handler) === true) {
    return 'Reference';
  }
  // Loaders of packages for Mercurius have only the field middleware.
  const isField =
    metadataOf(NestMetadata.fieldResolver, handler) === true ||
    Reflect.hasMetadata(NestMetadata.fieldMiddleware, handler);
  return isField ? 'Field' : null;
}

function entryPointOf(
  { kind, ...method }: Member,
  globalGuards: EntryPoint['guards'],
  guardsMembers: boolean,
): EntryPoint {
  const unguardable = unguardableOf(kind, method.method, guardsMembers);
  return {
    transport: 'graphql',
    route: `${kind} ${nameOf(kind, method)}`,
    ...method,
    guards: unguardable === null ? [...globalGuards, ...guardsOn(method)] : [],
    unguardable,
  };
}

function unguardableOf(kind: Kind, method: string, guardsMembers: boolean): string | null {
  if (method === TYPE_RESOLVER) {
    return TYPES_UNGUARDED;
  }
  return OPERATIONS.has(kind) || guardsMembers ? null : MEMBERS_UNGUARDED;
}

function typeOf({ target, handler }: ClassMethod): string | undefined {
  return metadataOf<string>(NestMetadata.resolverType, handler) || metadataOf(NestMetadata.resolverType, target);
}

/** A reference is named after the type that it resolves. */
function nameOf(kind: Kind, method: ClassMethod): string {
  const name = kind === 'Reference' ? typeOf(method) : metadataOf<string>(NestMetadata.resolverName, method.handler);
  return name ?? method.method;
}
