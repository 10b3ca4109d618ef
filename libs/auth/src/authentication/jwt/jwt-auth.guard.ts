import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Authenticates, BY_ACCESS_TOKEN } from '../../authorization/authenticates.decorator.js';
import { RoutePolicies } from '../../authorization/route-policy.js';
import { NotAuthenticatedError } from '../../errors/auth.error.js';
import { Refusals } from '../../errors/refusals.js';
import { Transports } from '../../transport/transports.js';
import { callerOf } from '../../user/caller.js';
import { SocketWatch } from '../socket/socket-watch.js';
import { JwtStrategy } from './jwt.strategy.js';

/**
 * Lets a caller pass who shows a good access token, anybody on a public route, and strangers where authentication is
 * optional. Works for HTTP, GraphQL, WebSocket gateways and microservice handlers, and leaves the user to `@CurrentUser()`.
 */
@Authenticates(BY_ACCESS_TOKEN)
@Injectable()
export class JwtAuthGuard implements CanActivate {
  constructor(
    private readonly policies: RoutePolicies,
    private readonly transports: Transports,
    private readonly refusals: Refusals,
    private readonly strategy: JwtStrategy,
    private readonly watch: SocketWatch,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { access } = this.policies.of(context);
    return access === 'public' || this.authenticate(context, access === 'optional');
  }

  private async authenticate(context: ExecutionContext, isOptional: boolean): Promise<boolean> {
    const caller = callerOf(context);
    try {
      const transport = this.transports.of(context);
      const { user, authInfo } = await this.strategy.identify(transport.bearerOf(context));
      const connection = transport.connectionOf(context);
      if (connection) {
        this.watch.watch(connection, authInfo);
      }
      caller.user = user;
      caller.authInfo = authInfo;
    } catch (error) {
      if (!isOptional || !(error instanceof NotAuthenticatedError)) {
        return this.refusals.refuse(error, context);
      }
      caller.user = null;
    }
    return true;
  }
}
