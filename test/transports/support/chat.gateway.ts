import { Injectable } from '@nestjs/common';
import { SubscribeMessage, WebSocketServer } from '@nestjs/websockets';
import {
  type AuthenticatedUser,
  Authorize,
  CurrentUser,
  OptionalAuth,
  passes,
  type PolicyPredicate,
  type Principal,
  Public,
  Roles,
  Scopes,
} from '@portcullis/auth';

interface AnySocket {
  readonly user?: AuthenticatedUser | null;
  join?(room: string): void;
  send(data: string): void;
}

/** A server of Socket.IO, or of ws. */
interface AnyServer {
  readonly clients?: Set<AnySocket>;
  emit(event: string, data: unknown): void;
  to(room: string): { emit(event: string, data: unknown): void };
}

@Injectable()
export class HasShortName implements PolicyPredicate {
  allows({ user }: Principal): boolean {
    return user.username.length < 5;
  }
}

/** A host's gateway, and what it has seen. A subclass is guarded one way or the other, or not at all. */
export abstract class Room {
  @WebSocketServer() readonly server!: AnyServer;
  readonly connected: unknown[] = [];
  readonly disconnected: unknown[] = [];
  readonly heard: string[] = [];

  handleConnection(socket: AnySocket): void {
    this.connected.push(socket.user?.username ?? null);
    socket.join?.('everybody');
  }

  handleDisconnect(socket: AnySocket): void {
    this.disconnected.push(socket.user?.username ?? null);
  }

  /** To all who are connected, as a gateway would: by the server's own list, and by its room. */
  broadcast(event: string): void {
    if (this.server.clients) {
      for (const client of this.server.clients) {
        client.send(JSON.stringify({ event, data: 'all' }));
      }
    } else {
      this.server.emit(event, 'all');
      this.server.to('everybody').emit(event, 'room');
    }
  }

  @SubscribeMessage('open')
  @Public()
  open() {
    this.heard.push('open');
    return { event: 'open', data: 'anybody' };
  }
}

/** What is said to somebody. */
export abstract class Chat extends Room {
  @SubscribeMessage('whoami')
  whoami(@CurrentUser() user: AuthenticatedUser | null, @CurrentUser('username') username: string | null) {
    this.heard.push('whoami');
    return { event: 'whoami', data: { username, isActive: user?.isActive } };
  }

  @SubscribeMessage('optional')
  @OptionalAuth()
  optional(@CurrentUser('username') username: string | null) {
    this.heard.push('optional');
    return { event: 'optional', data: { username } };
  }
}

/** What only some may. */
export abstract class PolicedChat extends Chat {
  @SubscribeMessage('role')
  @Roles('admin')
  role() {
    return { event: 'role', data: 'yes' };
  }

  @SubscribeMessage('scope')
  @Scopes('chat:write')
  scope() {
    return { event: 'scope', data: 'yes' };
  }

  @SubscribeMessage('predicate')
  @Authorize(passes(HasShortName))
  predicate() {
    return { event: 'predicate', data: 'yes' };
  }
}
