import { KafkaContext, MqttContext, NatsContext, RedisContext, RmqContext, TcpContext } from '@nestjs/microservices';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualStrategy } from './support/manual.strategy.js';
import { HasShortName } from './support/chat.gateway.js';
import { DeskController, DoorController } from './support/desk.controller.js';
import { Inbox } from './support/inbox.js';
import { Host, PROBLEMS, problem } from './support/host.js';

/** The used members of `MsgHdrs` of NATS. */
function natsHeaders(authorizations: readonly unknown[]) {
  return { keys: () => ['authorization'], values: () => authorizations };
}

/** Behaves as `Metadata` of @grpc/grpc-js. */
class Metadata {
  constructor(private readonly authorizations: readonly unknown[]) {}

  get(name: string) {
    return name.toLowerCase() === 'authorization' ? this.authorizations : [];
  }

  toHttp2Headers() {
    return { authorization: this.authorizations };
  }
}

/** No value, one, or several, as clients of the transporters send them. */
type Authorizations = readonly unknown[];

function headersOf(authorizations: Authorizations) {
  return authorizations.length > 0
    ? { authorization: authorizations.length > 1 ? authorizations : authorizations[0] }
    : {};
}

const TRANSPORTERS = [
  {
    name: 'Kafka',
    contextOf: (authorizations: Authorizations) =>
      new KafkaContext([
        { headers: headersOf(authorizations), key: null, value: {} } as never,
        0,
        'desk',
        {} as never,
        async () => {},
        {} as never,
      ]),
  },
  {
    name: 'Kafka, in bytes',
    contextOf: (authorizations: Authorizations) =>
      new KafkaContext([
        { headers: headersOf(authorizations.map((text) => Buffer.from(String(text)))) } as never,
        0,
        'desk',
        {} as never,
        async () => {},
        {} as never,
      ]),
  },
  {
    name: 'RabbitMQ',
    contextOf: (authorizations: Authorizations) =>
      new RmqContext([{ properties: { headers: headersOf(authorizations) } }, {}, 'whoami']),
  },
  {
    name: 'MQTT 5',
    contextOf: (authorizations: Authorizations) =>
      new MqttContext(['whoami', { properties: { userProperties: headersOf(authorizations) } }]),
  },
  {
    name: 'NATS',
    contextOf: (authorizations: Authorizations) => new NatsContext(['whoami', natsHeaders(authorizations)]),
  },
] as const;

describe('messages over', () => {
  let host: Host;
  let strategy: ManualStrategy;

  beforeAll(async () => {
    host = new Host();
    strategy = new ManualStrategy();
    await host.start(
      { imports: [host.authModule()], controllers: [DeskController, DoorController], providers: [HasShortName] },
      async (app) => {
        app.connectMicroservice({ strategy });
        await app.startAllMicroservices();
      },
    );
  });
  afterAll(() => host.app.close());
  beforeEach(() => {
    host.logged.length = 0;
  });

  const bearer = (username: string, ...scope: string[]) => `Bearer ${host.tokenOf(username, ...scope)}`;
  const payloadWithToken = () => ({ metadata: { authorization: bearer('bob') }, authorization: bearer('bob') });

  describe.each(TRANSPORTERS)('$name', ({ contextOf }) => {
    it('are authenticated by a token in their headers', async () => {
      expect(await strategy.ask('whoami', {}, contextOf([bearer('bob')]))).toBe('bob');
      expect(await strategy.ask('greeting', {}, contextOf([bearer('bob')]))).toBe('Hello, bob');
      expect(await strategy.ask('scope', {}, contextOf([bearer('bob', 'chat:write')]))).toBe('yes');
    });

    it('are not authenticated by a token in the payload', async () => {
      expect(await strategy.ask('whoami', payloadWithToken(), contextOf([]))).toEqual(PROBLEMS.none);
      expect(await strategy.ask('greeting', payloadWithToken(), contextOf([]))).toBe('Hello, stranger');
    });

    it('are refused with a bad token, with two tokens, of an inactive user, and without the role', async () => {
      expect(await strategy.ask('whoami', {}, contextOf(['Bearer not.a.token']))).toEqual(PROBLEMS.bad);
      expect(await strategy.ask('whoami', {}, contextOf([bearer('gone')]))).toEqual(PROBLEMS.inactive);
      expect(await strategy.ask('role', {}, contextOf([bearer('bob')]))).toEqual(PROBLEMS.role);
      expect(await strategy.ask('whoami', {}, contextOf([bearer('bob'), bearer('alice')]))).toEqual(
        problem(400, 'malformed_authorization', 'More than one authorization'),
      );
    });
  });

  it('NATS and MQTT 3 may have no headers', async () => {
    expect(await strategy.ask('whoami', {}, new NatsContext(['whoami', undefined]))).toEqual(PROBLEMS.none);
    expect(await strategy.ask('whoami', {}, new MqttContext(['whoami', {}]))).toEqual(PROBLEMS.none);
  });

  it.each([
    ['Redis', () => new RedisContext(['whoami'])],
    ['TCP', () => new TcpContext([{} as never, 'whoami'])],
  ] as const)('%s are authenticated by a token in the metadata of the payload', async (_name, contextOf) => {
    expect(await strategy.ask('whoami', payloadWithToken(), contextOf())).toBe('bob');
    expect(await strategy.ask('whoami', { authorization: bearer('bob') }, contextOf())).toEqual(PROBLEMS.none);
    const inherited = Object.create(payloadWithToken()) as object;
    expect(await strategy.ask('whoami', inherited, contextOf())).toEqual(PROBLEMS.none);
  });

  it('gRPC are authenticated by a token in the metadata, and refused with a gRPC status', async () => {
    const ask = (pattern: string, ...authorizations: unknown[]) =>
      strategy.ask(pattern, payloadWithToken(), new Metadata(authorizations));
    const status = (code: number, details: string) => ({ code, details, message: details });
    expect(await ask('whoami', bearer('bob'))).toBe('bob');
    expect(await ask('whoami')).toEqual(status(16, 'not_authenticated: Not authenticated'));
    expect(await ask('whoami', 'Bearer x')).toEqual(status(16, 'invalid_token: Could not validate credentials'));
    expect(await ask('whoami', bearer('gone'))).toEqual(status(3, 'inactive_user: Inactive user'));
    expect(await ask('role', bearer('bob'))).toEqual(status(7, 'insufficient_role: Missing role admin'));
    expect(await ask('whoami', bearer('bob'), bearer('alice'))).toMatchObject({ code: 3 });
    host.users.isReachable = false;
    expect(await ask('whoami', bearer('bob'))).toMatchObject({ code: 14 });
    host.users.isReachable = true;
  });

  it.each([
    ['an unknown transporter', () => new Inbox()],
    ['a context that a client could have sent', () => ({ user: { id: 'bob', username: 'bob', isActive: true } })],
    ['no context', () => undefined],
  ])('%s fail with an internal error', async (_name, contextOf) => {
    const refusal = { status: 'error', message: 'Internal server error' };
    expect(await strategy.ask('whoami', payloadWithToken(), contextOf())).toEqual(refusal);
    expect(await strategy.ask('greeting', payloadWithToken(), contextOf())).toEqual(refusal);
    expect(host.logged.length).toBeGreaterThan(0);
  });
});
