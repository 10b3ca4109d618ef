import type { InjectionToken, Provider } from '@nestjs/common';
import { AUTH_OPTIONS } from './auth.options.js';
import { JwtAuthGuard } from './authentication/jwt/jwt-auth.guard.js';
import { JwtStrategy } from './authentication/jwt/jwt.strategy.js';
import { GatewayCheck } from './authentication/socket/gateway-check.js';
import { SocketAuthentication } from './authentication/socket/socket-authentication.js';
import { SocketWatch } from './authentication/socket/socket-watch.js';
import { ActiveUserGuard } from './authorization/active-user.guard.js';
import { DeclaredNames } from './authorization/declared-names.js';
import { PolicyGuard } from './authorization/policy.guard.js';
import { PolicyCompiler } from './authorization/policy/policy.compiler.js';
import { RoutePolicies } from './authorization/route-policy.js';
import { GlobalGuards } from './authorization/table/global-guards.js';
import { GraphqlOperations } from './authorization/table/graphql-operations.js';
import { HttpRoutes } from './authorization/table/http-routes.js';
import { Messages } from './authorization/table/messages.js';
import { PolicyTable } from './authorization/table/policy-table.js';
import { Clock, SystemClock } from './clock/clock.js';
import { Refusals } from './errors/refusals.js';
import { AuthEvents } from './events/auth-events.js';
import { EventPublisher, NoEventPublisher } from './events/event.publisher.js';
import { AccessTokenVerifier } from './token/access-token.verifier.js';
import { AccessTokenExtensions } from './token/extensions.js';
import { KeyRing } from './token/key-ring.js';
import { Transports } from './transport/transports.js';
import { Handshakes } from './transport/ws/handshakes.js';

/** What stands behind the guards and decorators, whoever issues the tokens. */
export const GUARD_PROVIDERS: readonly Provider[] = [
  { provide: Clock, useClass: SystemClock },
  { provide: EventPublisher, useClass: NoEventPublisher },
  AccessTokenExtensions,
  ActiveUserGuard,
  AuthEvents,
  DeclaredNames,
  GatewayCheck,
  GlobalGuards,
  GraphqlOperations,
  Handshakes,
  HttpRoutes,
  JwtAuthGuard,
  JwtStrategy,
  Messages,
  PolicyCompiler,
  PolicyGuard,
  PolicyTable,
  Refusals,
  RoutePolicies,
  SocketAuthentication,
  SocketWatch,
  Transports,
];

/** Of these, and of what each module has in its own way, what a host may inject. */
export const GUARD_EXPORTS: readonly InjectionToken[] = [
  AUTH_OPTIONS,
  AccessTokenVerifier,
  ActiveUserGuard,
  AuthEvents,
  Clock,
  EventPublisher,
  JwtAuthGuard,
  JwtStrategy,
  KeyRing,
  PolicyGuard,
  PolicyTable,
  Refusals,
  RoutePolicies,
  SocketAuthentication,
  SocketWatch,
  Transports,
];
