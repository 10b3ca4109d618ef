import { Module } from '@nestjs/common';
import { DiscoveryModule, HttpAdapterHost } from '@nestjs/core';
import { ConfigurableAuthModule, GIVEN_OPTIONS } from './auth.module-definition.js';
import { AUTH_OPTIONS, type AuthModuleOptions, checkedOptions } from './auth.options.js';
import { AuthenticationService } from './authentication/authentication.service.js';
import { KnownDevices } from './authentication/device/known-devices.js';
import { knownDevicesBy } from './authentication/device/known-devices.provider.js';
import { MemorySignInLimiter } from './authentication/guessing/memory.sign-in-limiter.js';
import { StoredSubjectResolver, SubjectResolver } from './authentication/jwt/subject.resolver.js';
import { LocalAuthGuard } from './authentication/local/local-auth.guard.js';
import { LocalStrategy } from './authentication/local/local.strategy.js';
import { PasswordGrant } from './authentication/local/password.grant.js';
import { SignInLimiter } from './authentication/sign-in-limiter.js';
import { IMPORTED_MODULE } from './authorization/declared-names.js';
import { Clock } from './clock/clock.js';
import { GUARD_EXPORTS, GUARD_PROVIDERS } from './guard.providers.js';
import { BcryptPasswordHasher } from './password/bcrypt.password-hasher.js';
import { HashingQueue } from './password/hashing-queue.js';
import { PASSWORD_ALGORITHM, PasswordHasher } from './password/password-hasher.js';
import { PasswordPolicy } from './password/password-policy.js';
import { QueuedPasswordHasher } from './password/queued-password-hasher.js';
import { HashingThreads } from './password/threads/hashing-threads.js';
import { AccessTokenService } from './token/access-token.service.js';
import { AccessTokenVerifier } from './token/access-token.verifier.js';
import { GrantRegistry } from './token/grants/grant.registry.js';
import { KeyRing } from './token/key-ring.js';
import { ScopeService } from './token/scope.service.js';
import { secretSigningKey } from './token/secret.signing-key.js';
import { StaticKeyRing } from './token/static.key-ring.js';
import { TokenIssuer } from './token/token-issuer.js';
import { HOST_USER_REPOSITORY, UserRepository } from './user/user.repository.js';

/**
 * Who is calling, and may they. Binds no guard, pipe, filter or middleware for the whole application: the host does, with
 * `APP_GUARD` for `JwtAuthGuard` and `ActiveUserGuard`, or route by route.
 */
@Module({
  imports: [DiscoveryModule],
  providers: [
    ...GUARD_PROVIDERS,
    { provide: IMPORTED_MODULE, useValue: 'AuthModule' },
    { provide: AUTH_OPTIONS, inject: [GIVEN_OPTIONS], useFactory: checkedOptions },
    { provide: UserRepository, useExisting: HOST_USER_REPOSITORY },
    { provide: SubjectResolver, useClass: StoredSubjectResolver },
    { provide: AccessTokenVerifier, useExisting: AccessTokenService },
    {
      provide: KeyRing,
      inject: [AUTH_OPTIONS],
      useFactory: ({ secret }: AuthModuleOptions) => new StaticKeyRing(secretSigningKey(secret)),
    },
    {
      provide: PASSWORD_ALGORITHM,
      inject: [AUTH_OPTIONS],
      useFactory: ({ password, hashing }: AuthModuleOptions) =>
        new BcryptPasswordHasher(password, new HashingThreads(hashing)),
    },
    {
      provide: PasswordHasher,
      inject: [PASSWORD_ALGORITHM, HashingQueue],
      useFactory: (algorithm: PasswordHasher, queue: HashingQueue) => new QueuedPasswordHasher(algorithm, queue),
    },
    {
      provide: HashingQueue,
      inject: [AUTH_OPTIONS, PASSWORD_ALGORITHM],
      useFactory: ({ hashing }: AuthModuleOptions, { concurrency }: PasswordHasher) =>
        new HashingQueue({ ...hashing, concurrency: hashing?.concurrency ?? concurrency }),
    },
    {
      provide: PasswordPolicy,
      inject: [AUTH_OPTIONS],
      useFactory: ({ password }: AuthModuleOptions) => new PasswordPolicy(password),
    },
    {
      provide: SignInLimiter,
      inject: [AUTH_OPTIONS, Clock],
      useFactory: ({ signIn }: AuthModuleOptions, clock: Clock) => new MemorySignInLimiter(signIn, clock),
    },
    { provide: KnownDevices, inject: [AUTH_OPTIONS, Clock, HttpAdapterHost], useFactory: knownDevicesBy },
    AccessTokenService,
    AuthenticationService,
    GrantRegistry,
    LocalAuthGuard,
    LocalStrategy,
    PasswordGrant,
    ScopeService,
    TokenIssuer,
  ],
  exports: [
    ...GUARD_EXPORTS,
    AccessTokenService,
    AuthenticationService,
    GrantRegistry,
    HashingQueue,
    LocalAuthGuard,
    LocalStrategy,
    PasswordHasher,
    PasswordPolicy,
    SignInLimiter,
    TokenIssuer,
    UserRepository,
  ],
})
export class AuthModule extends ConfigurableAuthModule {}
