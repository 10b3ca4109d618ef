import { WebSocketGateway } from '@nestjs/websockets';
import { AuthenticatedGateway } from '@portcullis/auth';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../attacks/support/until.js';
import { HasShortName, PolicedChat } from './support/chat.gateway.js';
import { BAD_TOKENS, Host, PROBLEMS, problem } from './support/host.js';
import { type Handshake, SOCKET_KINDS, type SocketClient } from './support/sockets.js';

@AuthenticatedGateway()
@WebSocketGateway()
class ChatGateway extends PolicedChat {}

describe.each(SOCKET_KINDS)('an authenticated gateway, on $name', (kind) => {
  let host: Host;
  let gateway: ChatGateway;
  let url: string;
  let clients: SocketClient[];

  beforeAll(async () => {
    host = new Host();
    await host.start({ imports: [host.authModule()], providers: [ChatGateway, HasShortName] }, (app) =>
      app.useWebSocketAdapter(kind.adapter(app)),
    );
    gateway = host.app.get(ChatGateway);
    url = await host.app.getUrl();
  });
  afterAll(() => host.app.close());

  beforeEach(() => {
    clients = [];
    gateway.connected.length = gateway.disconnected.length = gateway.heard.length = 0;
  });
  afterEach(async () => {
    host.users.isReachable = true;
    host.users.put('alice', { roles: ['admin'] });
    host.users.put('bob');
    for (const client of clients) {
      client.close();
    }
    await until(() => gateway.disconnected.length === gateway.connected.length);
    expect(host.logged).toEqual([]);
  });

  function connect(handshake?: Handshake): SocketClient {
    const client = kind.connect(url, handshake);
    clients.push(client);
    return client;
  }

  async function admitted(username: string, ...scope: string[]): Promise<SocketClient> {
    const client = connect(kind.handshakeWith(host.tokenOf(username, ...scope)));
    await client.opened;
    expect(await ask(client, 'whoami')).toEqual({ username, isActive: true });
    return client;
  }

  /** Resolves with the reply to a message, or with the refusal. */
  async function ask(client: SocketClient, event: string, data?: unknown): Promise<unknown> {
    client.send(event, data);
    return client.inbox.next(event, 'exception');
  }

  async function expectRefused(client: SocketClient, expected: { readonly code: string }): Promise<void> {
    expect(await client.inbox.next('exception')).toEqual(expected);
    expect(await client.closed).toEqual(kind.closing(expected.code));
    expect(gateway.connected).toEqual([]);
    expect(gateway.disconnected).toEqual([]);
  }

  it('reads the user from the token at the handshake', async () => {
    await admitted('alice');
    expect(gateway.connected).toEqual(['alice']);
  });

  it('reads the token from an Authorization header', async () => {
    const client = connect({ headers: { Authorization: `Bearer ${host.tokenOf('bob')}` } });
    await client.opened;
    expect(await ask(client, 'whoami')).toEqual({ username: 'bob', isActive: true });
  });

  it('refuses a socket without a token', async () => {
    await expectRefused(connect(), PROBLEMS.none);
  });

  it('does not read a token from the URL', async () => {
    const token = host.tokenOf('alice');
    await expectRefused(
      connect({ query: `?token=${token}&access_token=${token}&authorization=${token}` }),
      PROBLEMS.none,
    );
  });

  it.each(BAD_TOKENS)('refuses $name', async ({ tokenOf, expected }) => {
    await expectRefused(connect(kind.handshakeWith(tokenOf(host))), expected);
  });

  it('refuses a malformed header', async () => {
    const client = connect({ headers: { Authorization: `Bearer ${host.tokenOf('alice')} or so` } });
    await expectRefused(client, problem(400, 'malformed_authorization', 'Malformed Authorization header'));
  });

  it('checks roles, scopes and policies for each message', async () => {
    const alice = await admitted('alice', 'chat:write');
    expect(await ask(alice, 'role')).toBe('yes');
    expect(await ask(alice, 'scope')).toBe('yes');
    expect(await ask(alice, 'predicate')).toEqual(PROBLEMS.denied);
    const bob = await admitted('bob', 'chat:read');
    expect(await ask(bob, 'role')).toEqual(PROBLEMS.role);
    expect(await ask(bob, 'scope')).toEqual(PROBLEMS.scope);
    expect(await ask(bob, 'predicate')).toBe('yes');
    expect(await ask(bob, 'optional')).toEqual({ username: 'bob' });
    expect(await ask(bob, 'open')).toBe('open');
  });

  it('does not repeat the message in a refusal', async () => {
    const bob = await admitted('bob');
    expect(await ask(bob, 'role', { secret: 'not to be repeated' })).toEqual(PROBLEMS.role);
  });

  it('reads the user again for each message', async () => {
    const bob = await admitted('bob');
    host.users.put('bob', { roles: ['admin'] });
    expect(await ask(bob, 'role')).toBe('yes');
    host.users.deactivate('bob');
    expect(await ask(bob, 'whoami')).toEqual(PROBLEMS.inactive);
  });

  it.each([
    ['deactivated', () => host.users.deactivate('bob'), PROBLEMS.inactive],
    ['deleted', () => host.users.delete('bob'), PROBLEMS.bad],
  ] as const)(
    'closes the socket of a user who was %s, even if it sends no messages',
    async (_name, change, expected) => {
      const alice = await admitted('alice');
      const bob = await admitted('bob');
      change();
      expect(await bob.inbox.next('exception')).toEqual(expected);
      expect(await bob.closed).toEqual(kind.closing(expected.code));
      expect(alice.isOpen).toBe(true);
      await until(() => gateway.disconnected.length === 1);
      expect(gateway.disconnected).toEqual(['bob']);
    },
  );

  it('closes a socket whose token expires, even if the user repository can not be reached', async () => {
    const alice = await admitted('alice');
    host.users.isReachable = false;
    host.clock.travel(1790);
    const lookUps = host.users.lookUps;
    await until(() => host.users.lookUps > lookUps + 1);
    expect(alice.isOpen).toBe(true);
    expect(alice.inbox.all('exception')).toEqual([]);
    host.clock.travel(11);
    expect(await alice.inbox.next('exception')).toEqual(PROBLEMS.bad);
    expect(await alice.closed).toEqual(kind.closing('invalid_token'));
  });

  it('keeps sockets open and refuses their messages while the user repository can not be reached', async () => {
    const bob = await admitted('bob');
    host.users.isReachable = false;
    const lookUps = host.users.lookUps;
    await until(() => host.users.lookUps > lookUps + 2);
    expect(await ask(bob, 'whoami')).toEqual(PROBLEMS.outage);
    host.users.isReachable = true;
    expect(await ask(bob, 'whoami')).toEqual({ username: 'bob', isActive: true });
  });

  it('refuses new sockets while the user repository can not be reached', async () => {
    host.users.isReachable = false;
    const client = connect(kind.handshakeWith(host.tokenOf('bob')));
    expect(await client.inbox.next('exception')).toEqual(PROBLEMS.outage);
    const closed = kind.name === 'ws' ? { code: 1013, reason: 'service_unavailable' } : 'io server disconnect';
    expect(await client.closed).toEqual(closed);
    expect(gateway.connected).toEqual([]);
  });

  it('handles no message of a refused socket, even if it is sent before the refusal', async () => {
    const client = connect();
    await client.opened;
    for (const event of ['whoami', 'optional', 'open', 'role']) {
      client.send(event);
    }
    await expectRefused(client, PROBLEMS.none);
    expect(gateway.heard).toEqual([]);
  });

  it('delays messages from a socket, and sends it no broadcasts, until the token is verified', async () => {
    const bob = await admitted('bob');
    const release = host.users.holdLookUps();
    const gone = connect(kind.handshakeWith(host.tokenOf('gone')));
    const early = connect(kind.handshakeWith(host.tokenOf('alice')));
    await Promise.all([gone.opened, early.opened]);
    gone.send('open');
    early.send('open');
    gateway.broadcast('news');
    await bob.inbox.next('news');
    expect(gateway.heard).toEqual(['whoami']);
    release();
    expect(await early.inbox.next('open')).toBe('open');
    expect(await gone.inbox.next('exception')).toEqual(PROBLEMS.inactive);
    await gone.closed;
    expect(gateway.heard).toEqual(['whoami', 'open']);
    expect(gateway.connected).toEqual(['bob', 'alice']);
    expect([...gone.inbox.all('news'), ...early.inbox.all('news')]).toEqual([]);
    gateway.broadcast('more');
    expect(await early.inbox.next('more')).toBe('all');
    expect(gone.inbox.all('more')).toEqual([]);
  });

  if (kind.name === 'socket.io') {
    it('refuses two tokens', async () => {
      const token = host.tokenOf('alice');
      const client = connect({ token, headers: { Authorization: `Bearer ${token}` } });
      const detail = 'A token in the handshake, and an Authorization header';
      await expectRefused(client, problem(400, 'malformed_authorization', detail));
    });

    it.each([[7], [''], [{ toString: 'x' }], [['x']], ['Bearer x']])('refuses the token %j', async (token) => {
      const client = connect({ token });
      expect(await client.inbox.next('exception')).toMatchObject({ status: 400, code: 'malformed_authorization' });
      await client.closed;
    });
  }
});
