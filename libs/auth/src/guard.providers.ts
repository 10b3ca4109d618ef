import type { InjectionToken, Provider } from '@nestjs/common';
import { AUTH_OPTIONS } from './auth.options.js';
import { AccessTokenScheme } from './authentication/jwt/access-token.scheme.js';
import { JwtAuthGuard } from './authentication/jwt/jwt-auth.guard.js';
import { JwtStrategy } from './authentication/jwt/jwt.strategy.js';
import { CredentialSchemes } from './authentication/scheme/credential-schemes.js';
import { GatewayCheck } from './authentication/socket/gateway-check.js';
import { SocketAuthentication } from './authentication/socket/socket-authentication.js';
import { SocketWatch } from './authentication/socket/socket-watch.js';
import { ActiveUserGuard } from './authorization/active-user.guard.js';
import { DeclaredNames } from './authorization/declared-names.js';
import { PolicyGuard } from './authorization/policy.guard.js';
import { PolicyCompiler } from './authorization/policy/policy.compiler.js';
import { RoutePolicies } from './authorization/route-policy.js';
import { GraphqlOperations } from './authorization/table/graphql-operations.js';
import { HttpRoutes } from './authorization/table/http-routes.js';
import { Messages } from './authorization/table/messages.js';
import { PolicyTable } from './authorization/table/policy-table.js';
import { StrayDecorators } from './authorization/table/stray-decorators.js';
import { Clock, SystemClock } from './clock/clock.js';
import { InjectionCheck } from './injection-check.js';
import { Refusals } from './transport/refusals.js';
import { AuthEvents } from './events/auth-events.js';
import { DomainEvents } from './events/domain-events.js';
import { EventListeners } from './events/event-listeners.js';
import { EventPublisher, NoEventPublisher } from './events/event.publisher.js';
import { ScopeCheck } from './scope-check.js';
import { AccessTokenVerifier } from './token/access-token.verifier.js';
import { AccessTokenChecks } from './token/access-token-checks.js';
import { KeyRing } from './token/key-ring.js';
import { Transports } from './transport/transports.js';
import { Handshakes } from './transport/ws/handshakes.js';

/** The providers of the guards and decorators, for `AuthModule` and `ResourceServerModule`. */
export const GUARD_PROVIDERS: readonly Provider[] = [
  { provide: Clock, useClass: SystemClock },
  { provide: EventPublisher, useClass: NoEventPublisher },
  AccessTokenChecks,
  AccessTokenScheme,
  ActiveUserGuard,
  AuthEvents,
  CredentialSchemes,
  DeclaredNames,
  DomainEvents,
  EventListeners,
  GatewayCheck,
  GraphqlOperations,
  Handshakes,
  HttpRoutes,
  InjectionCheck,
  JwtAuthGuard,
  JwtStrategy,
  Messages,
  PolicyCompiler,
  PolicyGuard,
  PolicyTable,
  Refusals,
  RoutePolicies,
  ScopeCheck,
  SocketAuthentication,
  SocketWatch,
  StrayDecorators,
  Transports,
];

/** The providers that an application may inject. `AUTH_OPTIONS`, `AccessTokenVerifier` and `KeyRing` are provided by each module. */
export const GUARD_EXPORTS: readonly InjectionToken[] = [
  AUTH_OPTIONS,
  AccessTokenScheme,
  AccessTokenVerifier,
  ActiveUserGuard,
  AuthEvents,
  Clock,
  CredentialSchemes,
  DomainEvents,
  EventListeners,
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
