import { EventEmitter, on } from 'node:events';
import { Injectable, UseGuards } from '@nestjs/common';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { GraphQLModule, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import {
  Authenticated,
  Authorize,
  CurrentUser,
  JwtAuthGuard,
  ActiveUserGuard,
  OptionalAuth,
  passes,
  Public,
  Roles,
  Scopes,
} from '@portcullis/auth';
import { type Client as GraphqlWsClient, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../attacks/support/until.js';
import { ADAPTERS } from '../support/adapters.js';
import { HasShortName } from './support/chat.gateway.js';
import { askGraphql, refused } from './support/graphql.js';
import { BAD_TOKENS, Host, PROBLEMS, problem } from './support/host.js';

@Injectable()
class Newsroom extends EventEmitter {}

@Resolver()
@Authenticated()
class NewsResolver {
  constructor(private readonly newsroom: Newsroom) {}

  @Query(() => String)
  whoami(@CurrentUser('username') username: string) {
    return username;
  }

  @Mutation(() => String)
  @Roles('admin')
  role() {
    return 'yes';
  }

  @Query(() => String)
  @Scopes('chat:write')
  scope() {
    return 'yes';
  }

  @Query(() => String)
  @Authorize(passes(HasShortName))
  predicate() {
    return 'yes';
  }

  @Query(() => String)
  @Public()
  open() {
    return 'open';
  }

  @Subscription(() => String, { resolve: ([text]: [string]) => text })
  news() {
    return on(this.newsroom, 'news');
  }

  @Subscription(() => String, { resolve: ([text]: [string]) => text })
  @Roles('admin')
  secretNews() {
    return on(this.newsroom, 'news');
  }
}

@Resolver()
@UseGuards(JwtAuthGuard, ActiveUserGuard)
@OptionalAuth()
class GreetingResolver {
  @Query(() => String)
  greeting(@CurrentUser('username') username: string | null) {
    return `Hello, ${username ?? 'stranger'}`;
  }
}

describe.each(ADAPTERS)('GraphQL by Apollo, on %s', (adapter) => {
  let host: Host;
  let url: string;
  let newsroom: Newsroom;
  let clients: GraphqlWsClient[] = [];

  beforeAll(async () => {
    host = new Host();
    await host.start(
      {
        imports: [
          host.authModule(),
          GraphQLModule.forRoot<ApolloDriverConfig>({
            driver: ApolloDriver,
            autoSchemaFile: true,
            graphiql: false,
            includeStacktraceInErrorResponses: false,
            subscriptions: { 'graphql-ws': true },
          }),
        ],
        providers: [NewsResolver, GreetingResolver, Newsroom, HasShortName],
      },
      undefined,
      adapter,
    );
    newsroom = host.app.get(Newsroom);
    url = `${await host.app.getUrl()}/graphql`;
  });
  afterAll(() => host.app.close());
  afterEach(async () => {
    host.users.isReachable = true;
    host.users.put('alice', { roles: ['admin'] });
    host.users.put('bob');
    for (const client of clients) {
      await client.dispose();
    }
    clients = [];
    await until(() => newsroom.listenerCount('news') === 0);
    expect(host.logged).toEqual([]);
  });

  const ask = (query: string, token?: string) => askGraphql(url, query, token);

  /** A subscription with its results, and the reason of its end. */
  function subscribe(query: string, connectionParams?: Record<string, unknown>) {
    const client = createClient({
      url: url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      ...(connectionParams && { connectionParams }),
    });
    clients.push(client);
    const heard: unknown[] = [];
    const ended = new Promise<unknown>((resolve) => {
      client.subscribe(
        { query },
        { next: (result) => heard.push(result), error: resolve, complete: () => resolve(null) },
      );
    });
    return { heard, ended };
  }

  async function listening(token: string, listeners = 1) {
    const subscription = subscribe('subscription { news }', { authorization: `Bearer ${token}` });
    await until(() => newsroom.listenerCount('news') === listeners);
    return subscription;
  }

  it('reads the user from the token', async () => {
    expect(await ask('{ whoami }', host.tokenOf('bob'))).toEqual({ data: { whoami: 'bob' } });
  });

  it('refuses a request without a token', async () => {
    expect(await ask('{ whoami }')).toEqual({ data: null, errors: [refused('whoami', PROBLEMS.none)] });
    expect(await ask('{ open }')).toEqual({ data: { open: 'open' } });
  });

  it.each(BAD_TOKENS)('refuses $name', async ({ tokenOf, expected }) => {
    expect(await ask('{ whoami }', tokenOf(host))).toEqual({ data: null, errors: [refused('whoami', expected)] });
  });

  it('checks roles, scopes and policies', async () => {
    const alice = host.tokenOf('alice', 'chat:write');
    const bob = host.tokenOf('bob');
    expect(await ask('mutation { role }', alice)).toEqual({ data: { role: 'yes' } });
    expect(await ask('mutation { role }', bob)).toEqual({ data: null, errors: [refused('role', PROBLEMS.role)] });
    expect(await ask('{ scope }', alice)).toEqual({ data: { scope: 'yes' } });
    expect(await ask('{ scope }', bob)).toEqual({ data: null, errors: [refused('scope', PROBLEMS.scope)] });
    expect(await ask('{ predicate }', alice)).toEqual({ data: null, errors: [refused('predicate', PROBLEMS.denied)] });
    expect(await ask('{ predicate }', bob)).toEqual({ data: { predicate: 'yes' } });
  });

  it('accepts a request without a token under @OptionalAuth(), and refuses one with a bad token', async () => {
    expect(await ask('{ greeting }')).toEqual({ data: { greeting: 'Hello, stranger' } });
    expect(await ask('{ greeting }', host.tokenOf('bob'))).toEqual({ data: { greeting: 'Hello, bob' } });
    expect(await ask('{ greeting }', 'not.a.token')).toEqual({
      data: null,
      errors: [refused('greeting', PROBLEMS.bad)],
    });
  });

  it('refuses with service_unavailable if the user repository can not be reached', async () => {
    host.users.isReachable = false;
    const answer = await ask('{ whoami }', host.tokenOf('bob'));
    expect(answer).toEqual({ data: null, errors: [refused('whoami', PROBLEMS.outage)] });
  });

  it.each(['authorization', 'Authorization'])('reads the token of a subscription from %s', async (name) => {
    const { heard } = subscribe('subscription { news }', { [name]: `Bearer ${host.tokenOf('bob')}` });
    await until(() => newsroom.listenerCount('news') === 1);
    newsroom.emit('news', 'rain');
    await until(() => heard.length === 1);
    expect(heard).toEqual([{ data: { news: 'rain' } }]);
  });

  it('resolves queries over a WebSocket too', async () => {
    const { heard, ended } = subscribe('{ whoami }', { authorization: `Bearer ${host.tokenOf('bob')}` });
    await ended;
    expect(heard).toEqual([{ data: { whoami: 'bob' } }]);
  });

  it('refuses a subscription without a token, with two, and without the role', async () => {
    const authorization = `Bearer ${host.tokenOf('bob')}`;
    const none = subscribe('subscription { news }');
    const two = subscribe('subscription { news }', { authorization, Authorization: authorization });
    const role = subscribe('subscription { secretNews }', { authorization });
    await Promise.all([none.ended, two.ended, role.ended]);
    expect(none.heard).toEqual([{ errors: [refused('news', PROBLEMS.none)] }]);
    const malformed = problem(400, 'malformed_authorization', 'More than one authorization');
    expect(two.heard).toEqual([{ errors: [refused('news', malformed)] }]);
    expect(role.heard).toEqual([{ errors: [refused('secretNews', PROBLEMS.role)] }]);
  });

  it.each(BAD_TOKENS)('refuses a subscription with $name', async ({ tokenOf, expected }) => {
    const { ended, heard } = subscribe('subscription { news }', { authorization: `Bearer ${tokenOf(host)}` });
    await ended;
    expect(heard).toEqual([{ errors: [refused('news', expected)] }]);
  });

  it.each([
    ['deactivated', 'inactive_user', () => host.users.deactivate('bob')],
    ['deleted', 'invalid_token', () => host.users.delete('bob')],
  ] as const)('ends the subscription of a user who was %s', async (_name, reason, change) => {
    const alice = await listening(host.tokenOf('alice'));
    const bob = await listening(host.tokenOf('bob'), 2);
    change();
    expect(await bob.ended).toMatchObject({ code: 4401, reason });
    await until(() => newsroom.listenerCount('news') === 1);
    newsroom.emit('news', 'sun');
    await until(() => alice.heard.length === 1);
    expect(bob.heard).toEqual([]);
  });

  it('ends a subscription whose token expires, even if the user repository can not be reached', async () => {
    const { ended } = await listening(host.tokenOf('bob'));
    host.users.isReachable = false;
    const lookUps = host.users.lookUps;
    await until(() => host.users.lookUps > lookUps + 1);
    expect(newsroom.listenerCount('news')).toBe(1);
    host.clock.travel(1801);
    expect(await ended).toMatchObject({ code: 4401, reason: 'invalid_token' });
  });
});
