import { EventEmitter, on } from 'node:events';
import { Controller, Injectable } from '@nestjs/common';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { GraphQLModule, Query, Resolver, Subscription } from '@nestjs/graphql';
import {
  KafkaContext,
  MessagePattern,
  MqttContext,
  NatsContext,
  RedisContext,
  RmqContext,
  TcpContext,
} from '@nestjs/microservices';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Metadata } from '@grpc/grpc-js';
import { Authenticated, AuthenticatedGateway, CurrentUser } from '@portcullis/auth';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { until } from '../../attacks/support/until.js';
import { ADAPTERS } from '../../support/adapters.js';
import { ManualStrategy } from '../../transports/support/manual.strategy.js';
import { Host, PROBLEMS, problem } from '../../transports/support/host.js';
import { type Handshake, SOCKET_KINDS } from '../../transports/support/sockets.js';
import { type ApiKey, ApiKeys } from './api-keys.js';
import { ApiKeysModule } from './api-keys.module.js';

const TWO = problem(400, 'invalid_request', 'The request has more than one credential');

let host: Host;
/** A key of alice. */
let key: ReturnType<ApiKeys['issue']>;
const revoke = ({ id }: ApiKey) => host.app.get(ApiKeys).revoke(id);

async function start(metadata: Parameters<Host['start']>[0], ...others: [Parameters<Host['start']>[1]?, string?]) {
  host = new Host();
  const imports = [host.authModule(), ApiKeysModule, ...(metadata.imports ?? [])];
  await host.start({ ...metadata, imports }, others[0], others[1] as 'express' | undefined);
  key = host.app.get(ApiKeys).issue('alice');
}

afterEach(async () => {
  await host.app.close();
  expect(host.logged).toEqual([]);
});

@AuthenticatedGateway()
@WebSocketGateway()
class ChatGateway {
  @SubscribeMessage('whoami')
  whoami(@CurrentUser('username') username: string) {
    return { event: 'whoami', data: username };
  }
}

describe.each(SOCKET_KINDS)('an API key on a socket of $name', (kind) => {
  const connect = async (shown: Handshake) => kind.connect(await host.app.getUrl(), shown);
  const startChat = () => start({ providers: [ChatGateway] }, (app) => app.useWebSocketAdapter(kind.adapter(app)));
  const shown = () => ({ headers: { 'X-Api-Key': key.secret } });

  it('authenticates the socket and every message until it is revoked', async () => {
    await startChat();
    const client = await connect(shown());
    await client.opened;
    client.send('whoami');
    expect(await client.inbox.next('whoami', 'exception')).toBe('alice');
    revoke(key);
    expect(await client.inbox.next('exception')).toEqual(PROBLEMS.bad);
    expect(await client.closed).toEqual(kind.closing('invalid_token'));
  });

  it('is refused if it is unknown, or beside an access token', async () => {
    await startChat();
    const bad = await connect({ headers: { 'X-Api-Key': 'bad' } });
    expect(await bad.inbox.next('exception')).toEqual(PROBLEMS.bad);
    const token = kind.handshakeWith(host.tokenOf('bob'));
    const two = await connect({ ...token, headers: { ...shown().headers, ...token.headers } });
    expect(await two.inbox.next('exception')).toEqual(TWO);
    const none = await connect({});
    expect(await none.inbox.next('exception')).toEqual(PROBLEMS.none);
  });
});

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

  @Subscription(() => String, { resolve: ([text]: [string]) => text })
  news() {
    return on(this.newsroom, 'news');
  }
}

describe.each(ADAPTERS)('an API key for GraphQL, on %s', (adapter) => {
  const startNews = () =>
    start(
      {
        imports: [
          GraphQLModule.forRoot<ApolloDriverConfig>({
            driver: ApolloDriver,
            autoSchemaFile: true,
            graphiql: false,
            includeStacktraceInErrorResponses: false,
            subscriptions: { 'graphql-ws': true },
          }),
        ],
        providers: [NewsResolver, Newsroom],
      },
      undefined,
      adapter,
    );

  async function ask(headers: Record<string, string>): Promise<unknown> {
    const response = await fetch(`${await host.app.getUrl()}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ query: '{ whoami }' }),
    });
    const { data, errors } = (await response.json()) as {
      data: { whoami: string } | null;
      errors?: { extensions: { originalError: unknown } }[];
    };
    return data?.whoami ?? errors?.[0]?.extensions.originalError;
  }

  async function subscribe(connectionParams: Record<string, unknown>, headers: Record<string, string> = {}) {
    const client = createClient({
      url: `${(await host.app.getUrl()).replace('http', 'ws')}/graphql`,
      webSocketImpl: class extends WebSocket {
        constructor(url: string, protocols: string[]) {
          super(url, protocols, { headers });
        }
      },
      retryAttempts: 0,
      connectionParams,
    });
    return new Promise<unknown>((ended) => {
      client.subscribe(
        { query: 'subscription { news }' },
        { next: () => {}, error: ended, complete: () => ended(null) },
      );
    });
  }

  it('authenticates queries by the header', async () => {
    await startNews();
    expect(await ask({ 'X-Api-Key': key.secret })).toBe('alice');
    expect(await ask({ 'X-Api-Key': 'bad' })).toEqual(PROBLEMS.bad);
    expect(await ask({ 'X-Api-Key': key.secret, Authorization: `Bearer ${host.tokenOf('bob')}` })).toEqual(TWO);
  });

  it.each<[string, () => Parameters<typeof subscribe>]>([
    ['connectionParams', () => [{ 'x-api-key': key.secret }]],
    ['the header of the handshake', () => [{}, { 'X-Api-Key': key.secret }]],
  ])('holds a subscription by %s until it is revoked', async (_place, shown) => {
    await startNews();
    const ended = subscribe(...shown());
    await until(() => host.app.get(Newsroom).listenerCount('news') === 1);
    revoke(key);
    expect(await ended).toMatchObject({ code: 4401, reason: 'invalid_token' });
  });
});

@Controller()
@Authenticated()
class DeskController {
  @MessagePattern('whoami')
  whoami(@CurrentUser('username') username: string) {
    return username;
  }
}

/** The members of `MsgHdrs` of NATS that the server passes on. */
function natsHeaders(headers: Record<string, string>) {
  return { keys: () => Object.keys(headers), values: (name: string) => (headers[name] ? [headers[name]] : []) };
}

function grpcMetadata(headers: Record<string, string>): Metadata {
  const metadata = new Metadata();
  Object.entries(headers).forEach(([name, value]) => metadata.set(name, value));
  return metadata;
}

describe('an API key with the messages of', () => {
  it.each<[string, (headers: Record<string, string>) => readonly [payload: unknown, context: unknown]]>([
    ['gRPC', (headers) => [{}, grpcMetadata(headers)]],
    ['NATS', (headers) => [{}, new NatsContext(['whoami', natsHeaders(headers)])]],
    ['Kafka', (headers) => [{}, new KafkaContext([{ headers: inBytes(headers) }, 0, 'desk'] as never)]],
    ['RabbitMQ', (headers) => [{}, new RmqContext([{ properties: { headers } }, {}, 'whoami'])]],
    ['MQTT 5', (headers) => [{}, new MqttContext(['whoami', { properties: { userProperties: headers } }])]],
    ['TCP', (metadata) => [{ metadata }, new TcpContext([{} as never, 'whoami'])]],
    ['Redis', (metadata) => [{ metadata }, new RedisContext(['whoami'])]],
  ])('%s', async (transporter, messageOf) => {
    const strategy = new ManualStrategy();
    await start({ controllers: [DeskController] }, async (app) => {
      app.connectMicroservice({ strategy });
      await app.startAllMicroservices();
    });
    const ask = (headers: Record<string, string>) => strategy.ask('whoami', ...messageOf(headers));
    expect(await ask({ 'x-api-key': key.secret })).toBe('alice');
    const bad = await ask({ 'x-api-key': 'bad' });
    const two = await ask({ 'x-api-key': key.secret, authorization: `Bearer ${host.tokenOf('bob')}` });
    if (transporter === 'gRPC') {
      expect([bad, two]).toEqual([
        expect.objectContaining({ code: 16, details: expect.stringContaining('invalid_token') }),
        expect.objectContaining({ code: 3, details: expect.stringContaining('invalid_request') }),
      ]);
    } else {
      expect([bad, two]).toEqual([PROBLEMS.bad, TWO]);
    }
    expect(await ask({ authorization: `Bearer ${host.tokenOf('bob')}` })).toBe('bob');
  });
});

function inBytes(headers: Record<string, string>): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]));
}
