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

/** A server of Socket.IO or ws. */
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

/** A gateway that records its connections and messages. Subclasses add guards. */
export abstract class Room {
  @WebSocketServer() readonly server!: AnyServer;
  readonly connected: unknown[] = [];
  readonly disconnected: unknown[] = [];
  readonly heard: string[] = [];

  handleConnection(socket: AnySocket): void {
    this.connected.push(socket.user?.username ?? null);
    socket.join?.('all');
  }

  handleDisconnect(socket: AnySocket): void {
    this.disconnected.push(socket.user?.username ?? null);
  }

  /** Sends to all clients: on ws by the server's list of clients, on Socket.IO by the namespace and by a room. */
  broadcast(event: string): void {
    if (this.server.clients) {
      for (const client of this.server.clients) {
        client.send(JSON.stringify({ event, data: 'all' }));
      }
    } else {
      this.server.emit(event, 'all');
      this.server.to('all').emit(event, 'room');
    }
  }

  @SubscribeMessage('open')
  @Public()
  open() {
    this.heard.push('open');
    return { event: 'open', data: 'open' };
  }
}

/** Messages that read the user. */
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

/** Messages with policies. */
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
