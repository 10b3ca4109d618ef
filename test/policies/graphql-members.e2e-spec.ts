import type { DynamicModule, INestApplication, Provider, Type } from '@nestjs/common';
import { type CanActivate, Injectable, SetMetadata, UseGuards } from '@nestjs/common';
import {
  ApolloDriver,
  type ApolloDriverConfig,
  ApolloFederationDriver,
  type ApolloFederationDriverConfig,
} from '@nestjs/apollo';
import { GraphQLModule, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  ActiveUserGuard,
  Authenticated,
  Authorize,
  type AuthModuleOptions,
  GLOBAL_GUARDS,
  hasRole,
  JwtAuthGuard,
  OptionalAuth,
  Public,
  Roles,
  Scopes,
} from '@portcullis/auth';
import { startPolicyHost } from './host.js';

@Injectable()
class ApiKeyGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

@Injectable()
class HostJwtAuthGuard extends JwtAuthGuard {}

const SCHEMA =
  'interface Being { id: ID! } type Person implements Being { id: ID! email: String } type Query { me: Person }';

const SUBGRAPH = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])
  type Person @key(fields: "id") { id: ID! email: String }
  type Query { me: Person }`;

const GUARDED: Partial<ApolloDriverConfig> = { fieldResolverEnhancers: ['guards'] };

/** A resolver of a type with a query and one other member. */
function resolverWith(
  onClass: ClassDecorator[],
  onMember: MethodDecorator[],
  { type = 'Person', member = 'email' } = {},
): Type {
  class PersonResolver {
    me() {
      return { id: '1' };
    }

    [member]() {
      return null;
    }
  }
  const decorate = (name: string, decorators: MethodDecorator[]) => {
    const descriptor = Object.getOwnPropertyDescriptor(PersonResolver.prototype, name)!;
    decorators.forEach((decorator) => decorator(PersonResolver.prototype, name, descriptor));
  };
  decorate('me', [Query('me'), UseGuards(JwtAuthGuard, ActiveUserGuard)]);
  decorate(member, onMember);
  [Resolver(type), ...onClass].forEach((decorator) => decorator(PersonResolver));
  return PersonResolver;
}

const UNCHECKED =
  /PersonResolver\.email \(Field email\) requires something that no guard would check: GraphQL runs no guards/;

describe('the policy of a GraphQL type', () => {
  let app: INestApplication | undefined;

  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  async function start(
    resolvers: Provider[],
    graphql: DynamicModule,
    global = false,
    options: Partial<AuthModuleOptions> = { unguardedRoutes: 'refuse' },
  ) {
    const providers = [...resolvers, ...(global ? GLOBAL_GUARDS : [])];
    const host = await startPolicyHost({ imports: [graphql], providers }, options);
    ({ app } = host);
    return host.table.rows().filter(({ transport }) => transport === 'graphql');
  }

  const plain = (options: Partial<ApolloDriverConfig> = {}) =>
    GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, typeDefs: SCHEMA, ...options });
  const subgraph = (options: Partial<ApolloFederationDriverConfig> = {}) =>
    GraphQLModule.forRoot<ApolloFederationDriverConfig>({
      driver: ApolloFederationDriver,
      typeDefs: SUBGRAPH,
      ...options,
    });

  describe.each<[string, ClassDecorator[], MethodDecorator[]]>([
    ['@Authenticated() on the class', [Authenticated()], []],
    ['@Roles() on the class', [Authenticated(), Roles('admin')], []],
    ['@Scopes() on the class', [Authenticated(), Scopes('x')], []],
    ['@Authorize() on the class', [Authenticated(), Authorize(hasRole('admin'))], []],
    ['JwtAuthGuard on the class', [UseGuards(JwtAuthGuard)], []],
    ['a subclass of JwtAuthGuard on the class', [UseGuards(HostJwtAuthGuard)], []],
    ['@OptionalAuth() on the class', [OptionalAuth(), UseGuards(JwtAuthGuard, ActiveUserGuard)], []],
    ['a guard of the application on the class', [UseGuards(JwtAuthGuard, ApiKeyGuard)], []],
    ['an instance of a guard on the class', [UseGuards(JwtAuthGuard, new ApiKeyGuard())], []],
    ['a guard of the application on a public class', [Public(), UseGuards(ApiKeyGuard)], []],
    ['@Authenticated() on the field', [], [Authenticated()]],
    ['@Roles() on the field', [], [Authenticated(), Roles('admin')]],
    ['@OptionalAuth() on the field', [], [OptionalAuth(), UseGuards(JwtAuthGuard)]],
    ['a guard of the application on the field', [], [UseGuards(JwtAuthGuard, ApiKeyGuard)]],
  ])('%s', (_what, onClass, onMember) => {
    const resolver = () => resolverWith(onClass.toReversed(), [ResolveField('email'), ...onMember]);

    it('stops the application at start if GraphQL runs no guards for fields', async () => {
      const withoutQuery = [resolver()];
      await expect(start(withoutQuery, plain(), false, {})).rejects.toThrow(UNCHECKED);
      await expect(start(withoutQuery, plain({ fieldResolverEnhancers: ['filters'] }), false, {})).rejects.toThrow(
        UNCHECKED,
      );
    });

    it('is in the policy table if GraphQL runs guards for fields', async () => {
      const rows = await start([resolver()], plain(GUARDED), false, {});
      expect(rows.map(({ route }) => route)).toEqual(['Field email', 'Query me']);
    });
  });

  it('is not checked for a @Public() field, nor for a field without decorators in a class without decorators', async () => {
    const open = resolverWith([Authenticated()], [ResolveField('email'), Public()]);
    expect(await start([open], plain())).toHaveLength(1);
    await app?.close();
    const undecorated = resolverWith([], [ResolveField('email')]);
    expect(await start([undecorated], plain(), true)).toHaveLength(1);
  });

  it('is checked for inherited fields, and for resolvers that a factory or a value provides', async () => {
    const Inherited = class InheritedResolver extends resolverWith([], [ResolveField('email')]) {};
    Authenticated()(Inherited);
    await expect(start([Inherited], plain())).rejects.toThrow(/InheritedResolver\.email \(Field email\) requires/);
    const Made = resolverWith([Authenticated()], [ResolveField('email')]);
    const factory = { provide: 'resolver', useFactory: () => new Made() as object };
    await expect(start([factory], plain())).rejects.toThrow(UNCHECKED);
    await expect(start([{ provide: 'resolver', useValue: new Made() as object }], plain())).rejects.toThrow(UNCHECKED);
  });

  it('stops the application at start on __resolveType, which GraphQL never guards', async () => {
    const being = { type: 'Being', member: '__resolveType' };
    const message =
      /Field __resolveType\) requires something that no guard would check: GraphQL runs no guards for __res/;
    for (const resolver of [
      resolverWith([Authenticated()], [ResolveField()], being),
      resolverWith([], [ResolveField(), Authenticated(), Roles('admin')], being),
    ]) {
      await expect(start([resolver], plain(GUARDED))).rejects.toThrow(message);
    }
    const open = resolverWith([Authenticated()], [ResolveField(), Public()], being);
    expect(await start([open], plain(GUARDED))).toHaveLength(1);
  });

  it('is checked for queries without a decorator in a class with @Resolver("Query")', async () => {
    const resolver = resolverWith([Authenticated()], [], { type: 'Query', member: 'me2' });
    const schema = {
      typeDefs: `${SCHEMA} extend type Query { me2: String }`,
      resolverValidationOptions: { requireResolversToMatchSchema: 'ignore' as const },
    };
    expect(await start([resolver], plain(schema))).toContainEqual({
      transport: 'graphql',
      route: 'Query me2',
      policy: 'active user',
      handler: 'PersonResolver.me2',
    });
    await app?.close();
    const unguarded = resolverWith([], [], { type: 'Query', member: 'me2' });
    await expect(start([unguarded], plain(schema))).rejects.toThrow(/me2 \(Query me2\) is not guarded/);
    const unenforced = resolverWith([], [Roles('admin')], { type: 'Query', member: 'me2' });
    await expect(start([unenforced], plain(schema), false, {})).rejects.toThrow(
      /me2\) requires roles, .*no PolicyGuard/,
    );
  });

  it('is checked for the loaders of packages for Mercurius', async () => {
    const asLoader = SetMetadata('graphql:field_resolver_middleware', undefined);
    await expect(start([resolverWith([Authenticated()], [asLoader])], plain())).rejects.toThrow(UNCHECKED);
  });

  describe('in a subgraph, which _entities reaches without an operation', () => {
    it.each<[string, ClassDecorator[], MethodDecorator[]]>([
      ['@Roles() on the class', [Roles('admin'), Authenticated()], []],
      ['@Authenticated() on the class', [Authenticated()], []],
      ['@Roles() on the reference', [], [Authenticated(), Roles('admin')]],
      ['a guard of the application on the reference', [], [UseGuards(ApiKeyGuard)]],
    ])(
      'a reference with %s stops the application at start if GraphQL runs no guards for references',
      async (_what, onClass, onMember) => {
        const resolver = resolverWith(onClass, [ResolveReference(), ...onMember]);
        await expect(start([resolver], subgraph(), false, {})).rejects.toThrow(
          /email \(Reference Person\) requires something that no guard would check: GraphQL runs no guards for fields and ref/,
        );
        const rows = await start([resolver], subgraph(GUARDED), false, {});
        expect(rows.map(({ route }) => route)).toEqual(['Query me', 'Reference Person']);
      },
    );

    it('GLOBAL_GUARDS do not guard a reference without decorators', async () => {
      const resolver = resolverWith([], [ResolveReference()]);
      await expect(start([resolver], subgraph(), true)).rejects.toThrow(
        /\(Reference Person\) is not guarded: GraphQL runs no guards .* fieldResolverEnhancers/,
      );
      expect(await start([resolver], subgraph(GUARDED), true)).toContainEqual({
        transport: 'graphql',
        route: 'Reference Person',
        policy: 'active user',
        handler: 'PersonResolver.email',
      });
    });

    it('a @Public() reference is public in the policy table', async () => {
      const rows = await start([resolverWith([], [ResolveReference(), Public()])], subgraph());
      expect(rows).toContainEqual({
        transport: 'graphql',
        route: 'Reference Person',
        policy: 'public',
        handler: 'PersonResolver.email',
      });
    });

    it('a field without decorators is an entry point', async () => {
      const resolver = resolverWith([], [ResolveField('email')]);
      await expect(start([resolver], subgraph(), true)).rejects.toThrow(/\(Field email\) is not guarded/);
      const rows = await start([resolver], subgraph(GUARDED), true);
      expect(rows.map(({ route, policy }) => `${route}: ${policy}`)).toContain('Field email: active user');
    });
  });
});
