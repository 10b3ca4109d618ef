import { Injectable, Scope } from '@nestjs/common';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { Authenticated, AuthenticatedGateway, type AuthenticatedUser, CurrentUser, Public } from '@portcullis/auth';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../attacks/support/until.js';
import { Chat, HasShortName, PolicedChat, Room } from './support/chat.gateway.js';
import { BAD_TOKENS, Host, PROBLEMS, problem } from './support/host.js';
import { type Shown, SOCKET_KINDS, type SocketClient } from './support/sockets.js';

@AuthenticatedGateway()
@WebSocketGateway()
class ChatGateway extends PolicedChat {}

describe.each(SOCKET_KINDS)('a gateway behind the gate, on $name', (kind) => {
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
    host.people.isReachable = true;
    host.people.put('alice', { roles: ['admin'] });
    host.people.put('bob');
    for (const client of clients) {
      client.close();
    }
    await until(() => gateway.disconnected.length === gateway.connected.length);
    expect(host.logged).toEqual([]);
  });

  function connect(shown?: Shown): SocketClient {
    const client = kind.connect(url, shown);
    clients.push(client);
    return client;
  }

  async function admitted(username: string, ...scope: string[]): Promise<SocketClient> {
    const client = connect(kind.shows(host.tokenOf(username, ...scope)));
    await client.opened;
    expect(await ask(client, 'whoami')).toEqual({ username, isActive: true });
    return client;
  }

  /** The answer to a message, or the refusal. */
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

  it('knows whose socket it is', async () => {
    await admitted('alice');
    expect(gateway.connected).toEqual(['alice']);
  });

  it('takes the token of an Authorization header', async () => {
    const client = connect({ headers: { Authorization: `Bearer ${host.tokenOf('bob')}` } });
    await client.opened;
    expect(await ask(client, 'whoami')).toEqual({ username: 'bob', isActive: true });
  });

  it('refuses a socket that shows nothing', async () => {
    await expectRefused(connect(), PROBLEMS.none);
  });

  it('takes no token from the URL', async () => {
    const token = host.tokenOf('alice');
    await expectRefused(
      connect({ query: `?token=${token}&access_token=${token}&authorization=${token}` }),
      PROBLEMS.none,
    );
  });

  it.each(BAD_TOKENS)('refuses $name', async ({ tokenOf, expected }) => {
    await expectRefused(connect(kind.shows(tokenOf(host))), expected);
  });

  it('refuses a header that is malformed', async () => {
    const client = connect({ headers: { Authorization: `Bearer ${host.tokenOf('alice')} or so` } });
    await expectRefused(client, problem(400, 'malformed_authorization', 'Malformed Authorization header'));
  });

  it('asks each message for roles, scopes and policies', async () => {
    const alice = await admitted('alice', 'chat:write');
    expect(await ask(alice, 'role')).toBe('yes');
    expect(await ask(alice, 'scope')).toBe('yes');
    expect(await ask(alice, 'predicate')).toEqual(PROBLEMS.denied);
    const bob = await admitted('bob', 'chat:read');
    expect(await ask(bob, 'role')).toEqual(PROBLEMS.role);
    expect(await ask(bob, 'scope')).toEqual(PROBLEMS.scope);
    expect(await ask(bob, 'predicate')).toBe('yes');
    expect(await ask(bob, 'optional')).toEqual({ username: 'bob' });
    expect(await ask(bob, 'open')).toBe('anybody');
  });

  it('says nothing of the message in a refusal', async () => {
    const bob = await admitted('bob');
    expect(await ask(bob, 'role', { secret: 'not to be repeated' })).toEqual(PROBLEMS.role);
  });

  it('reads the user anew for each message', async () => {
    const bob = await admitted('bob');
    host.people.put('bob', { roles: ['admin'] });
    expect(await ask(bob, 'role')).toBe('yes');
    host.people.deactivate('bob');
    expect(await ask(bob, 'whoami')).toEqual(PROBLEMS.inactive);
  });

  it.each([
    ['deactivated', () => host.people.deactivate('bob'), PROBLEMS.inactive],
    ['deleted', () => host.people.delete('bob'), PROBLEMS.bad],
  ] as const)('closes the socket of a user who was %s, and only listens', async (_name, change, expected) => {
    const alice = await admitted('alice');
    const bob = await admitted('bob');
    change();
    expect(await bob.inbox.next('exception')).toEqual(expected);
    expect(await bob.closed).toEqual(kind.closing(expected.code));
    expect(alice.isOpen).toBe(true);
    await until(() => gateway.disconnected.length === 1);
    expect(gateway.disconnected).toEqual(['bob']);
  });

  it('closes a socket whose token expires, with the store out of reach or not', async () => {
    const alice = await admitted('alice');
    host.people.isReachable = false;
    host.clock.travel(1790);
    const asked = host.people.asked;
    await until(() => host.people.asked > asked + 1);
    expect(alice.isOpen).toBe(true);
    expect(alice.inbox.all('exception')).toEqual([]);
    host.clock.travel(11);
    expect(await alice.inbox.next('exception')).toEqual(PROBLEMS.bad);
    expect(await alice.closed).toEqual(kind.closing('invalid_token'));
  });

  it('keeps sockets while the store is out of reach, and refuses what they say', async () => {
    const bob = await admitted('bob');
    host.people.isReachable = false;
    const asked = host.people.asked;
    await until(() => host.people.asked > asked + 2);
    expect(await ask(bob, 'whoami')).toEqual(PROBLEMS.outage);
    host.people.isReachable = true;
    expect(await ask(bob, 'whoami')).toEqual({ username: 'bob', isActive: true });
  });

  it('lets nobody in while the store is out of reach', async () => {
    host.people.isReachable = false;
    const client = connect(kind.shows(host.tokenOf('bob')));
    expect(await client.inbox.next('exception')).toEqual(PROBLEMS.outage);
    const closed = kind.name === 'ws' ? { code: 1013, reason: 'service_unavailable' } : 'io server disconnect';
    expect(await client.closed).toEqual(closed);
    expect(gateway.connected).toEqual([]);
  });

  it('hears nothing from a socket that is not let in, however early it speaks', async () => {
    const client = connect();
    await client.opened;
    for (const event of ['whoami', 'optional', 'open', 'role']) {
      client.send(event);
    }
    await expectRefused(client, PROBLEMS.none);
    expect(gateway.heard).toEqual([]);
  });

  it('waits with messages, and with what is sent to all, until it knows whose the socket is', async () => {
    const bob = await admitted('bob');
    const answer = host.people.holdAnswers();
    const gone = connect(kind.shows(host.tokenOf('gone')));
    const early = connect(kind.shows(host.tokenOf('alice')));
    await Promise.all([gone.opened, early.opened]);
    gone.send('open');
    early.send('open');
    gateway.broadcast('news');
    await bob.inbox.next('news');
    expect(gateway.heard).toEqual(['whoami']);
    answer();
    expect(await early.inbox.next('open')).toBe('anybody');
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
    it('takes one token, and not two', async () => {
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

@AuthenticatedGateway({ optional: true })
@WebSocketGateway()
class OpenGateway extends Chat {}

@Public()
@WebSocketGateway()
class UngatedGateway extends Room {}

@WebSocketGateway()
class HalfGateway extends Chat {
  @Authenticated()
  @SubscribeMessage('closed')
  closed() {
    return 'never';
  }
}

@WebSocketGateway()
class OverridingGateway extends ChatGateway {
  override handleConnection(): void {
    // Forgets the one of its superclass.
  }
}

@AuthenticatedGateway()
@WebSocketGateway()
class NewsGateway {
  readonly connected: object[] = [];

  handleConnection(socket: object): void {
    this.connected.push(socket);
  }

  @SubscribeMessage('news')
  news(@CurrentUser('username') username: string) {
    return { event: 'news', data: `Nothing new, ${username}` };
  }
}

@Injectable({ scope: Scope.REQUEST })
@AuthenticatedGateway()
@WebSocketGateway()
class ScopedGateway {
  static readonly connected: unknown[] = [];

  handleConnection({ user }: { readonly user: AuthenticatedUser }): void {
    ScopedGateway.connected.push(user.username);
  }

  @SubscribeMessage('scoped')
  scoped(@CurrentUser('username') username: string) {
    return { event: 'scoped', data: username };
  }
}

describe.each(SOCKET_KINDS)('several gateways on one server, on $name', (kind) => {
  it('each let in whom they see, one made anew for each call too', async () => {
    const host = new Host();
    const providers = [ChatGateway, NewsGateway, ScopedGateway, HasShortName];
    await host.start({ imports: [host.authModule()], providers }, (app) => app.useWebSocketAdapter(kind.adapter(app)));
    const url = await host.app.getUrl();
    const bob = kind.connect(url, kind.shows(host.tokenOf('bob')));
    await bob.opened;
    for (const event of ['whoami', 'news', 'scoped']) {
      bob.send(event);
    }
    expect(await bob.inbox.next('whoami', 'exception')).toEqual({ username: 'bob', isActive: true });
    expect(await bob.inbox.next('news', 'exception')).toBe('Nothing new, bob');
    expect(await bob.inbox.next('scoped', 'exception')).toBe('bob');
    const stranger = kind.connect(url);
    await stranger.closed;
    expect(host.app.get(ChatGateway).connected).toEqual(['bob']);
    expect(host.app.get(NewsGateway).connected).toHaveLength(1);
    expect(ScopedGateway.connected.splice(0)).toEqual(['bob']);
    host.people.delete('bob');
    expect(await bob.inbox.next('exception')).toEqual(PROBLEMS.bad);
    await bob.closed;
    expect(host.logged).toEqual([]);
    await host.app.close();
  });
});

describe.each(SOCKET_KINDS)('a gateway that strangers may connect to, on $name', (kind) => {
  it('lets those in who show nothing, and nobody with a bad token', async () => {
    const host = new Host();
    await host.start({ imports: [host.authModule()], providers: [OpenGateway] }, (app) =>
      app.useWebSocketAdapter(kind.adapter(app)),
    );
    const url = await host.app.getUrl();
    const stranger = kind.connect(url);
    await stranger.opened;
    stranger.send('whoami');
    expect(await stranger.inbox.next('whoami', 'exception')).toEqual({ username: null });
    const bob = kind.connect(url, kind.shows(host.tokenOf('bob')));
    await bob.opened;
    bob.send('whoami');
    expect(await bob.inbox.next('whoami', 'exception')).toEqual({ username: 'bob', isActive: true });
    host.people.deactivate('bob');
    expect(await bob.inbox.next('exception')).toEqual(PROBLEMS.inactive);
    await bob.closed;
    const forger = kind.connect(url, kind.shows('not.a.token'));
    expect(await forger.inbox.next('exception')).toEqual(PROBLEMS.bad);
    await forger.closed;
    expect(stranger.isOpen).toBe(true);
    expect(host.app.get(OpenGateway).connected).toEqual([null, 'bob']);
    expect(host.logged).toEqual([]);
    stranger.close();
    await host.app.close();
  });

  it('is one without a gate, the twin of those above: a stranger hears, and is heard', async () => {
    const host = new Host();
    await host.start({ imports: [host.authModule()], providers: [UngatedGateway] }, (app) =>
      app.useWebSocketAdapter(kind.adapter(app)),
    );
    const stranger = kind.connect(await host.app.getUrl());
    await stranger.opened;
    stranger.send('open');
    expect(await stranger.inbox.next('open')).toBe('anybody');
    host.app.get(UngatedGateway).broadcast('news');
    expect(await stranger.inbox.next('news')).toBe('all');
    stranger.close();
    await host.app.close();
  });

  it.each([HalfGateway, OverridingGateway])(
    'does not start where messages are guarded, and sockets are not: %p',
    async (gateway) => {
      const host = new Host();
      const starting = host.start({ imports: [host.authModule()], providers: [gateway, HasShortName] }, (app) =>
        app.useWebSocketAdapter(kind.adapter(app)),
      );
      await expect(starting).rejects.toThrow(`${gateway.name} guards its messages, and lets anybody connect`);
      await host.app.close();
    },
  );
});
