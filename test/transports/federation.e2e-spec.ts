import { ApolloFederationDriver, type ApolloFederationDriverConfig } from '@nestjs/apollo';
import { GraphQLModule, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Authenticated, CurrentUser, Public, Roles } from '@portcullis/auth';
import { ADAPTERS } from '../support/adapters.js';
import { askGraphql, type GraphqlResult } from './support/graphql.js';
import { BAD_TOKENS, Host, PROBLEMS } from './support/host.js';

interface Reference {
  readonly id: string;
}

const SUBGRAPH = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])
  interface Being { id: ID! }
  type Salary @key(fields: "id") { id: ID! amount: Int }
  type Person implements Being @key(fields: "id") { id: ID! reader: String street: String }
  type Greeting @key(fields: "id") { id: ID! text: String }
  type Query { salary: Salary being: Being }`;

@Resolver('Salary')
@Authenticated()
@Roles('admin')
class SalaryResolver {
  @Query('salary')
  salary() {
    return { id: '1', amount: 1 };
  }

  @ResolveReference()
  reference({ id }: Reference) {
    return { id, amount: 100_000 + Number(id) };
  }
}

@Resolver('Person')
@Authenticated()
class PersonResolver {
  @ResolveReference()
  reference(@Parent() { id }: Reference, @CurrentUser('username') reader: string) {
    return { id, reader };
  }

  @ResolveField('street')
  street() {
    return 'Main Street';
  }
}

@Resolver('Greeting')
class GreetingResolver {
  @ResolveReference()
  @Public()
  reference({ id }: Reference) {
    return { id };
  }

  @ResolveField('text')
  @Authenticated()
  text(@CurrentUser('username') username: string) {
    return `Hello, ${username}`;
  }
}

@Resolver('Being')
class BeingResolver {
  @Query('being')
  @Public()
  being() {
    return { id: '7' };
  }
}

@Resolver('Being')
class BeingTypeResolver {
  /** The method is not named `__resolveType`, so GraphQL guards it. */
  @ResolveField('__resolveType')
  @Authenticated()
  typeOf() {
    return 'Person';
  }
}

describe.each(ADAPTERS)('a subgraph of Apollo Federation with guards for references and fields, on %s', (adapter) => {
  let host: Host;
  let url: string;

  beforeAll(async () => {
    host = new Host();
    await host.start(
      {
        imports: [
          host.authModule({ unguardedRoutes: 'refuse' }),
          GraphQLModule.forRoot<ApolloFederationDriverConfig>({
            driver: ApolloFederationDriver,
            typeDefs: SUBGRAPH,
            fieldResolverEnhancers: ['guards'],
            includeStacktraceInErrorResponses: false,
          }),
        ],
        providers: [SalaryResolver, PersonResolver, GreetingResolver, BeingResolver, BeingTypeResolver],
      },
      undefined,
      adapter,
    );
    url = `${await host.app.getUrl()}/graphql`;
  });
  afterAll(() => host.app.close());

  const ask = (query: string, token?: string) => askGraphql(url, query, token);

  function entity(type: string, fields: string, token?: string) {
    const query = `{ _entities(representations: [{ __typename: "${type}", id: "7" }]) { ... on ${type} { ${fields} } } }`;
    return ask(query, token);
  }

  const refusalsOf = ({ errors }: GraphqlResult) => errors?.map(({ extensions }) => extensions.originalError);

  it('resolves references for users who may read them', async () => {
    expect((await entity('Salary', 'id amount', host.tokenOf('alice'))).data).toEqual({
      _entities: [{ id: '7', amount: 100_007 }],
    });
    expect((await entity('Person', 'reader street', host.tokenOf('bob'))).data).toEqual({
      _entities: [{ reader: 'bob', street: 'Main Street' }],
    });
  });

  it('refuses references without a token, and without the role', async () => {
    const anonymous = await entity('Salary', 'amount');
    expect(refusalsOf(anonymous)).toEqual([PROBLEMS.none]);
    expect(anonymous.data).toEqual({ _entities: [null] });
    expect(refusalsOf(await entity('Salary', 'amount', host.tokenOf('bob')))).toEqual([PROBLEMS.role]);
    expect(refusalsOf(await entity('Person', 'street'))).toEqual([PROBLEMS.none]);
  });

  it.each(BAD_TOKENS)('refuses references with $name', async ({ tokenOf, expected }) => {
    expect(refusalsOf(await entity('Person', 'street', tokenOf(host)))).toEqual([expected]);
  });

  it('refuses a guarded field of a public reference', async () => {
    expect(refusalsOf(await entity('Greeting', 'id text'))).toEqual([PROBLEMS.none]);
    expect((await entity('Greeting', 'text', host.tokenOf('bob'))).data).toEqual({
      _entities: [{ text: 'Hello, bob' }],
    });
  });

  it('guards the resolver of an abstract type', async () => {
    expect((await ask('{ being { id } }', host.tokenOf('bob'))).data).toEqual({ being: { id: '7' } });
    expect(refusalsOf(await ask('{ being { id } }'))).toEqual([PROBLEMS.none]);
  });
});
