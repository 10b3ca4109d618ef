import { applyDecorators, type Type, UseGuards } from '@nestjs/common';
import { ActiveUserGuard } from '../../authorization/active-user.guard.js';
import { OptionalAuth, RequiresUser } from '../../authorization/access.decorators.js';
import { PolicyGuard } from '../../authorization/policy.guard.js';
import { JwtAuthGuard } from '../jwt/jwt-auth.guard.js';
import { admitBeforehand } from './admission.js';

export interface AuthenticatedGatewayOptions {
  /** Lets sockets in without a credential; `@CurrentUser()` is `null` for them. A bad credential is refused. @default false */
  readonly optional?: boolean;
}

/**
 * Lets no socket into a gateway without a valid credential of an active user at the handshake: an access token as Socket.IO's
 * `auth: { token }` or in the `Authorization` header, or a credential of another scheme. Any other socket is told why and closed before
 * `handleConnection`. So is one whose token expires or whose user is deactivated, within `socketCheckSeconds`. Each message is guarded
 * too, by `@Roles()`, `@Scopes()` and `@Authorize()`. `AuthModule` must be imported by the module of the gateway, or be global.
 *
 * @example
 * ```ts
 * @AuthenticatedGateway()
 * @WebSocketGateway()
 * export class ChatGateway {
 *   @SubscribeMessage('say')
 *   say(@CurrentUser() user: AuthenticatedUser, @MessageBody() text: string) {}
 * }
 * ```
 */
export function AuthenticatedGateway({ optional = false }: AuthenticatedGatewayOptions = {}): ClassDecorator {
  return applyDecorators(
    optional ? OptionalAuth() : RequiresUser(),
    UseGuards(JwtAuthGuard, ActiveUserGuard, PolicyGuard),
    (gateway: object) => admitBeforehand(gateway as Type, optional),
  );
}
