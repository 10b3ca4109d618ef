import { Module } from '@nestjs/common';
import { DiscoveryModule, HttpAdapterHost } from '@nestjs/core';
import { AccountConsequences } from './account/account-consequences.js';
import { ConfigurableAuthModule, GIVEN_OPTIONS, UNCHECKED_OPTIONS } from './auth.module-definition.js';
import { type AuthModuleOptions, checkedAuthModuleOptions } from './auth.module.options.js';
import { AUTH_OPTIONS } from './auth.options.js';
import { KnownDevices } from './authentication/device/known-devices.js';
import { knownDevicesBy } from './authentication/device/known-devices.provider.js';
import { BUDGET_CLOCK, budgetClockOf, budgetStoreOf } from './authentication/guessing/budget-store.provider.js';
import { BudgetStore } from './authentication/guessing/budget.store.js';
import { MemorySignInLimiter } from './authentication/guessing/memory.sign-in-limiter.js';
import { StoredSubjectResolver, SubjectResolver } from './authentication/jwt/subject.resolver.js';
import { LocalAuthGuard } from './authentication/local/local-auth.guard.js';
import { LocalStrategy } from './authentication/local/local.strategy.js';
import { PasswordAuthentication } from './authentication/password.authentication.js';
import { PasswordRehash } from './authentication/password-rehash.js';
import { SignIn } from './authentication/sign-in/sign-in.js';
import { SignInService } from './authentication/sign-in/sign-in.service.js';
import { SuspendedSignIns } from './authentication/sign-in/suspended-sign-in.js';
import { SignInLimiter } from './authentication/sign-in-limiter.js';
import { IMPORTED_MODULE } from './authorization/declared-names.js';
import { ClientAuthentication } from './client/client.authentication.js';
import { ClientRepository } from './client/client.repository.js';
import { DeclaredClientRepository } from './client/declared.client-repository.js';
import { Clock } from './clock/clock.js';
import { ProvidesGuards } from './copies/copies.js';
import { GUARD_EXPORTS, GUARD_PROVIDERS } from './guard.providers.js';
import { ONE_COPY } from './one-copy.js';
import { BcryptPasswordHasher } from './password/bcrypt.password-hasher.js';
import { HashingQueue } from './password/hashing-queue.js';
import { PASSWORD_ALGORITHM, PasswordHasher } from './password/password-hasher.js';
import { PasswordPolicy } from './password/password-policy.js';
import { QueuedPasswordHasher } from './password/queued-password-hasher.js';
import { keysOfSecret } from './secret.js';
import { AccessTokenService } from './token/access-token.service.js';
import { AccessTokenVerifier } from './token/access-token.verifier.js';
import { KeyRing } from './token/key-ring.js';
import { ScopeService } from './token/scope.service.js';
import { secretSigningKey } from './token/secret.signing-key.js';
import { StaticKeyRing } from './token/static.key-ring.js';
import { TokenIssuer } from './token/token-issuer.js';
import { FormParserCheck } from './token-endpoint/form-parser.check.js';
import { GrantRegistry } from './token-endpoint/grants/grant.registry.js';
import { PasswordGrant } from './token-endpoint/grants/password.grant.js';
import { HOST_USER_REPOSITORY, UserRepository } from './user/user.repository.js';

/**
 * Who is calling, and may they. Binds no guard, pipe, filter or middleware for the whole application: the host does, with
 * `APP_GUARD` for `JwtAuthGuard` and `ActiveUserGuard`, or route by route.
 */
@Module({
  imports: [DiscoveryModule, ONE_COPY],
  providers: [
    ...GUARD_PROVIDERS,
    { provide: IMPORTED_MODULE, useValue: 'AuthModule' },
    { provide: UNCHECKED_OPTIONS, useExisting: GIVEN_OPTIONS },
    { provide: AUTH_OPTIONS, inject: [UNCHECKED_OPTIONS], useFactory: checkedAuthModuleOptions },
    { provide: UserRepository, useExisting: HOST_USER_REPOSITORY },
    { provide: SubjectResolver, useClass: StoredSubjectResolver },
    { provide: AccessTokenVerifier, useExisting: AccessTokenService },
    {
      provide: KeyRing,
      inject: [AUTH_OPTIONS],
      useFactory: ({ secret }: AuthModuleOptions) => {
        const [current, ...others] = keysOfSecret(secret, secretSigningKey);
        return new StaticKeyRing(current, others);
      },
    },
    {
      provide: PASSWORD_ALGORITHM,
      inject: [AUTH_OPTIONS],
      useFactory: ({ password }: AuthModuleOptions) => new BcryptPasswordHasher(password),
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
      provide: ClientRepository,
      inject: [AUTH_OPTIONS],
      useFactory: ({ clients }: AuthModuleOptions) => new DeclaredClientRepository(clients),
    },
    {
      provide: SignInLimiter,
      inject: [AUTH_OPTIONS, Clock],
      useFactory: ({ signIn }: AuthModuleOptions, clock: Clock) => new MemorySignInLimiter(signIn, clock),
    },
    { provide: BudgetStore, inject: [SignInLimiter], useFactory: budgetStoreOf },
    { provide: BUDGET_CLOCK, inject: [SignInLimiter, Clock], useFactory: budgetClockOf },
    { provide: KnownDevices, inject: [AUTH_OPTIONS, BUDGET_CLOCK, HttpAdapterHost], useFactory: knownDevicesBy },
    AccessTokenService,
    AccountConsequences,
    ClientAuthentication,
    FormParserCheck,
    GrantRegistry,
    LocalAuthGuard,
    LocalStrategy,
    PasswordAuthentication,
    PasswordGrant,
    PasswordRehash,
    ScopeService,
    SignIn,
    SignInService,
    SuspendedSignIns,
    TokenIssuer,
  ],
  exports: [
    ...GUARD_EXPORTS,
    AccessTokenService,
    AccountConsequences,
    BUDGET_CLOCK,
    BudgetStore,
    ClientAuthentication,
    ClientRepository,
    GrantRegistry,
    HashingQueue,
    LocalAuthGuard,
    LocalStrategy,
    PasswordAuthentication,
    PasswordHasher,
    PasswordPolicy,
    SignIn,
    SignInLimiter,
    SignInService,
    SuspendedSignIns,
    TokenIssuer,
    UserRepository,
  ],
})
@ProvidesGuards()
export class AuthModule extends ConfigurableAuthModule {}
