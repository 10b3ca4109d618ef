import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ConfigurableAuthModule, GIVEN_OPTIONS } from './auth.module-definition.js';
import { AUTH_OPTIONS, type AuthModuleOptions, checkedOptions } from './auth.options.js';
import { AuthenticationService } from './authentication/authentication.service.js';
import { JwtAuthGuard } from './authentication/jwt/jwt-auth.guard.js';
import { JwtStrategy } from './authentication/jwt/jwt.strategy.js';
import { LocalAuthGuard } from './authentication/local/local-auth.guard.js';
import { LocalStrategy } from './authentication/local/local.strategy.js';
import { PasswordGrant } from './authentication/local/password.grant.js';
import { MemorySignInLimiter } from './authentication/memory.sign-in-limiter.js';
import { SignInLimiter } from './authentication/sign-in-limiter.js';
import { GatewayCheck } from './authentication/socket/gateway-check.js';
import { SocketAuthentication } from './authentication/socket/socket-authentication.js';
import { SocketWatch } from './authentication/socket/socket-watch.js';
import { ActiveUserGuard } from './authorization/active-user.guard.js';
import { PolicyCompiler } from './authorization/policy/policy.compiler.js';
import { PolicyGuard } from './authorization/policy.guard.js';
import { DeclaredNames } from './authorization/declared-names.js';
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
import { BcryptPasswordHasher } from './password/bcrypt.password-hasher.js';
import { HashingQueue } from './password/hashing-queue.js';
import { PASSWORD_ALGORITHM, PasswordHasher } from './password/password-hasher.js';
import { PasswordPolicy } from './password/password-policy.js';
import { QueuedPasswordHasher } from './password/queued-password-hasher.js';
import { AccessTokenService } from './token/access-token.service.js';
import { AccessTokenExtensions } from './token/extensions.js';
import { GrantRegistry } from './token/grants/grant.registry.js';
import { KeyRing } from './token/key-ring.js';
import { ScopeService } from './token/scope.service.js';
import { secretSigningKey } from './token/signing-key.js';
import { TokenIssuer } from './token/token-issuer.js';
import { Transports } from './transport/transports.js';
import { Handshakes } from './transport/ws/handshakes.js';
import { HOST_USER_REPOSITORY, UserRepository } from './user/user.repository.js';

/**
 * Who is calling, and may they. Binds no guard, pipe, filter or middleware for the whole application: the host does, with
 * `APP_GUARD` for `JwtAuthGuard` and `ActiveUserGuard`, or route by route.
 */
@Module({
  imports: [DiscoveryModule],
  providers: [
    { provide: AUTH_OPTIONS, inject: [GIVEN_OPTIONS], useFactory: checkedOptions },
    { provide: UserRepository, useExisting: HOST_USER_REPOSITORY },
    { provide: Clock, useClass: SystemClock },
    { provide: EventPublisher, useClass: NoEventPublisher },
    {
      provide: KeyRing,
      inject: [AUTH_OPTIONS],
      useFactory: ({ secret }: AuthModuleOptions) => new KeyRing(secretSigningKey(secret)),
    },
    {
      provide: PASSWORD_ALGORITHM,
      inject: [AUTH_OPTIONS],
      useFactory: ({ password }: AuthModuleOptions) => new BcryptPasswordHasher(password),
    },
    {
      provide: PasswordHasher,
      inject: [PASSWORD_ALGORITHM],
      useFactory: (algorithm: PasswordHasher) => new QueuedPasswordHasher(algorithm, new HashingQueue()),
    },
    {
      provide: PasswordPolicy,
      inject: [AUTH_OPTIONS],
      useFactory: ({ password }: AuthModuleOptions) => new PasswordPolicy(password),
    },
    {
      provide: SignInLimiter,
      inject: [AUTH_OPTIONS],
      useFactory: ({ signIn }: AuthModuleOptions) => new MemorySignInLimiter(signIn),
    },
    AccessTokenExtensions,
    AccessTokenService,
    ActiveUserGuard,
    AuthEvents,
    AuthenticationService,
    DeclaredNames,
    GatewayCheck,
    GlobalGuards,
    GrantRegistry,
    GraphqlOperations,
    Handshakes,
    HttpRoutes,
    JwtAuthGuard,
    JwtStrategy,
    LocalAuthGuard,
    LocalStrategy,
    Messages,
    PasswordGrant,
    PolicyCompiler,
    PolicyGuard,
    PolicyTable,
    Refusals,
    RoutePolicies,
    ScopeService,
    TokenIssuer,
    SocketAuthentication,
    SocketWatch,
    Transports,
  ],
  exports: [
    AccessTokenService,
    ActiveUserGuard,
    AuthEvents,
    AuthenticationService,
    Clock,
    EventPublisher,
    JwtAuthGuard,
    JwtStrategy,
    LocalAuthGuard,
    LocalStrategy,
    PasswordHasher,
    PasswordPolicy,
    PolicyGuard,
    PolicyTable,
    Refusals,
    RoutePolicies,
    SocketAuthentication,
    SocketWatch,
    TokenIssuer,
    Transports,
    UserRepository,
  ],
})
export class AuthModule extends ConfigurableAuthModule {}
