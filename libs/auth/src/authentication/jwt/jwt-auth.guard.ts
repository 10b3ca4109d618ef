import { type CanActivate, type ExecutionContext, Injectable, Optional } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Authenticates, BY_CREDENTIAL_SCHEME } from '../../authorization/authenticates.decorator.js';
import { RoutePolicies } from '../../authorization/route-policy.js';
import { NotAuthenticatedError } from '../../errors/credential.errors.js';
import { demandImported } from '../../imported-module.js';
import { Refusals } from '../../transport/refusals.js';
import { Transports } from '../../transport/transports.js';
import { callerOf, setPrincipal } from '../../transport/caller.js';
import { CredentialSchemes } from '../scheme/credential-schemes.js';
import { SocketWatch } from '../socket/socket-watch.js';

/**
 * Admits requests with a valid credential: an access token, or one of another `CredentialScheme` of the application. A public route admits
 * every request, and a route with optional authentication also requests without a credential. Works for HTTP, GraphQL, WebSocket gateways and
 * microservice handlers. `@CurrentUser()` returns the user.
 */
@Authenticates(BY_CREDENTIAL_SCHEME)
@Injectable()
export class JwtAuthGuard implements CanActivate {
  constructor(
    @Optional() private readonly policies: RoutePolicies,
    @Optional() private readonly transports: Transports,
    @Optional() private readonly refusals: Refusals,
    @Optional() private readonly schemes: CredentialSchemes,
    @Optional() private readonly watch: SocketWatch,
    module: ModuleRef,
  ) {
    demandImported(policies, new.target, module);
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { access } = this.policies.of(context);
    return access === 'public' || this.authenticate(context, access === 'optional');
  }

  private async authenticate(context: ExecutionContext, isOptional: boolean): Promise<boolean> {
    const caller = callerOf(context);
    try {
      const transport = this.transports.of(context);
      const bearer = transport.bearerOf(context);
      transport.forbidStoring?.(context);
      const principal = await this.schemes.authenticate(bearer);
      const connection = transport.connectionOf(context);
      if (connection) {
        this.watch.watch(connection, principal);
      }
      setPrincipal(caller, principal);
    } catch (error) {
      if (!isOptional || !(error instanceof NotAuthenticatedError)) {
        return this.refusals.refuse(error, context);
      }
      caller.user = null;
    }
    return true;
  }
}
