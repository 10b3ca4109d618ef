import { applyDecorators, type Type, UseGuards } from '@nestjs/common';
import { ActiveUserGuard } from '../../authorization/active-user.guard.js';
import { OptionalAuth } from '../../authorization/optional-auth.decorator.js';
import { PolicyGuard } from '../../authorization/policy.guard.js';
import { RequiresUser } from '../../authorization/requires-user.js';
import { JwtAuthGuard } from '../jwt/jwt-auth.guard.js';
import { admitBeforehand } from './admission.js';

export interface AuthenticatedGatewayOptions {
  /** Lets sockets in that show no token; `@CurrentUser()` is `null` for them. A bad token is refused. @default false */
  readonly optional?: boolean;
}

/**
 * Lets no socket into a gateway without a good access token of an active user, shown at the handshake: as Socket.IO's
 * `auth: { token }`, or in the `Authorization` header. Any other is told why and closed before `handleConnection`, and so is
 * one whose token expires or whose user is deactivated, within `socketCheckSeconds`. Guards each message too, with whatever
 * `@Roles()`, `@Scopes()` and `@Authorize()` ask. `AuthModule` must be imported where the gateway is, or be global.
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
