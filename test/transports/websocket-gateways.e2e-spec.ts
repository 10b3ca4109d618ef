import { Injectable, Scope } from '@nestjs/common';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { Authenticated, AuthenticatedGateway, type AuthenticatedUser, CurrentUser, Public } from '@portcullis/auth';
import { describe, expect, it } from '@jest/globals';
import { Chat, HasShortName, PolicedChat, Room } from './support/chat.gateway.js';
import { Host, PROBLEMS } from './support/host.js';
import { SOCKET_KINDS } from './support/sockets.js';

@AuthenticatedGateway()
@WebSocketGateway()
class ChatGateway extends PolicedChat {}

@AuthenticatedGateway({ optional: true })
@WebSocketGateway()
class OpenGateway extends Chat {}

@Public()
@WebSocketGateway()
class PublicGateway extends Room {}

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
    // Does not call the method of the superclass.
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
  it('each call handleConnection with an authenticated socket, also a request-scoped one', async () => {
    const host = new Host();
    const providers = [ChatGateway, NewsGateway, ScopedGateway, HasShortName];
    await host.start({ imports: [host.authModule()], providers }, (app) => app.useWebSocketAdapter(kind.adapter(app)));
    const url = await host.app.getUrl();
    const bob = kind.connect(url, kind.handshakeWith(host.tokenOf('bob')));
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
    host.users.delete('bob');
    expect(await bob.inbox.next('exception')).toEqual(PROBLEMS.bad);
    await bob.closed;
    expect(host.logged).toEqual([]);
    await host.app.close();
  });
});

describe.each(SOCKET_KINDS)('a gateway with optional authentication, on $name', (kind) => {
  it('accepts sockets without a token, and refuses those with a bad one', async () => {
    const host = new Host();
    await host.start({ imports: [host.authModule()], providers: [OpenGateway] }, (app) =>
      app.useWebSocketAdapter(kind.adapter(app)),
    );
    const url = await host.app.getUrl();
    const stranger = kind.connect(url);
    await stranger.opened;
    stranger.send('whoami');
    expect(await stranger.inbox.next('whoami', 'exception')).toEqual({ username: null });
    const bob = kind.connect(url, kind.handshakeWith(host.tokenOf('bob')));
    await bob.opened;
    bob.send('whoami');
    expect(await bob.inbox.next('whoami', 'exception')).toEqual({ username: 'bob', isActive: true });
    host.users.deactivate('bob');
    expect(await bob.inbox.next('exception')).toEqual(PROBLEMS.inactive);
    await bob.closed;
    const forger = kind.connect(url, kind.handshakeWith('not.a.token'));
    expect(await forger.inbox.next('exception')).toEqual(PROBLEMS.bad);
    await forger.closed;
    expect(stranger.isOpen).toBe(true);
    expect(host.app.get(OpenGateway).connected).toEqual([null, 'bob']);
    expect(host.logged).toEqual([]);
    stranger.close();
    await host.app.close();
  });

  it('without @AuthenticatedGateway(), receives messages and broadcasts to a socket without a token', async () => {
    const host = new Host();
    await host.start({ imports: [host.authModule()], providers: [PublicGateway] }, (app) =>
      app.useWebSocketAdapter(kind.adapter(app)),
    );
    const stranger = kind.connect(await host.app.getUrl());
    await stranger.opened;
    stranger.send('open');
    expect(await stranger.inbox.next('open')).toBe('open');
    host.app.get(PublicGateway).broadcast('news');
    expect(await stranger.inbox.next('news')).toBe('all');
    stranger.close();
    await host.app.close();
  });

  it.each([HalfGateway, OverridingGateway])(
    'does not start if messages are guarded and sockets are not: %p',
    async (gateway) => {
      const host = new Host();
      const starting = host.start({ imports: [host.authModule()], providers: [gateway, HasShortName] }, (app) =>
        app.useWebSocketAdapter(kind.adapter(app)),
      );
      await expect(starting).rejects.toThrow(`${gateway.name} guards its messages, but every client can connect`);
      await host.app.close();
    },
  );
});
