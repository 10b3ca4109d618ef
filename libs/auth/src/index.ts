export { AuthModule } from './auth.module.js';
export {
  AUTH_OPTIONS,
  DEFAULT_ACCESS_TOKEN_TTL,
  type AuthModuleOptions,
  type GuardOptions,
  type PasswordOptions,
} from './auth.options.js';
export type { PortProvider } from './port-provider.js';

export { Authenticated } from './authentication/authenticated.decorator.js';
export { AuthenticationService } from './authentication/authentication.service.js';
export { GLOBAL_GUARDS } from './authentication/global-guards.js';
export { JwtAuthGuard } from './authentication/jwt/jwt-auth.guard.js';
export { JwtStrategy } from './authentication/jwt/jwt.strategy.js';
export { hashingTurnOf } from './authentication/hashing-turn-of.js';
export { LocalAuthGuard } from './authentication/local/local-auth.guard.js';
export { networkOf } from './authentication/network-of.js';
export { originOfRequest } from './authentication/origin-of-request.js';
export { type BudgetRule, waitsOf } from './authentication/guessing/budget.js';
export { BudgetStore } from './authentication/guessing/budget.store.js';
export { BudgetedSignInLimiter } from './authentication/guessing/budgeted.sign-in-limiter.js';
export { MemorySignInLimiter } from './authentication/guessing/memory.sign-in-limiter.js';
export type { SignInOptions } from './authentication/guessing/sign-in.options.js';
export type { SignInAttempt } from './authentication/sign-in-attempt.js';
export { SignInLimiter } from './authentication/sign-in-limiter.js';
export { type SignInOrigin, UNKNOWN_ORIGIN } from './authentication/sign-in-origin.js';
export {
  AuthenticatedGateway,
  type AuthenticatedGatewayOptions,
} from './authentication/socket/authenticated-gateway.decorator.js';

export { ActiveUserGuard } from './authorization/active-user.guard.js';
export { Authenticates } from './authorization/authenticates.decorator.js';
export { Authorize } from './authorization/authorize.decorator.js';
export type { Catalogue, Role, Scope } from './authorization/catalogue.js';
export { OptionalAuth } from './authorization/optional-auth.decorator.js';
export { PolicyGuard } from './authorization/policy.guard.js';
export { allOf, anyOf, hasRole, hasScope, isActive, not, passes, type Policy } from './authorization/policy/policy.js';
export type { PolicyPredicate } from './authorization/policy/policy-predicate.js';
export type { PolicyRow } from './authorization/table/policy-row.js';
export { PolicyTable } from './authorization/table/policy-table.js';
export { Public } from './authorization/public.decorator.js';
export { Roles } from './authorization/roles.decorator.js';
export { Scopes } from './authorization/scopes.decorator.js';

export { Clock, SystemClock } from './clock/clock.js';

export {
  AccessDeniedError,
  AuthError,
  type AuthErrorCode,
  ClientGoneError,
  InactiveUserError,
  InsufficientPrivilegeError,
  InvalidClientError,
  InvalidGrantError,
  InvalidRequestError,
  InvalidScopeError,
  InvalidTokenError,
  MalformedAuthorizationError,
  NotAuthenticatedError,
  RetryableError,
  ServiceUnavailableError,
  StaleGrantError,
  TooManyAttemptsError,
  UnsupportedGrantTypeError,
} from './errors/auth.error.js';
export { answerHeaders } from './errors/answer-headers.js';
export { ApiProblem } from './errors/api-problem.decorator.js';
export type { ApiProblemOptions } from './errors/problem-response.js';
export { problemOf, tokenErrorBody, type TokenErrorBody } from './errors/problem-of.js';
export { ProblemException, problemDetails, type ProblemDetails } from './errors/problem.exception.js';
export { ProblemSchema } from './errors/problem.schema.js';

export type { AccessDenied, AuthEvent, SignedIn, SignInFailed } from './events/auth-event.js';
export { AuthEvents } from './events/auth-events.js';
export type { DomainEvent } from './events/domain-event.js';
export { DomainEvents } from './events/domain-events.js';
export { EventPublisher, NoEventPublisher } from './events/event.publisher.js';
export { EventPublishers } from './events/event-publishers.js';

export { createSecuredDocument } from './openapi/secured-document.js';

export { HASH_CHANNEL, type HashMessage, type HashOutcome } from './password/hash.channel.js';
export { HashingQueue, type HashingQueueOptions } from './password/hashing-queue.js';
export type { HashingTurn } from './password/hashing-turn.js';
export { PasswordHasher } from './password/password-hasher.js';
export { BcryptPasswordHasher } from './password/bcrypt.password-hasher.js';
export { HashingThreads, type HashingThreadsOptions } from './password/threads/hashing-threads.js';
export { MAX_PASSWORD_BYTES, PasswordPolicy, type PasswordRejection } from './password/password-policy.js';

export { RemoteKeyRing } from './resource-server/remote.key-ring.js';
export { ResourceServerModule } from './resource-server/resource-server.module.js';
export type { ResourceServerOptions } from './resource-server/resource-server.options.js';

export { AccessTokenCheck } from './token/access-token.check.js';
export { AccessTokenCustomizer, type TokenCustomization, type TokenIssuance } from './token/access-token.customizer.js';
export type { AccessTokenClaims } from './token/access-token.claims.js';
export { AccessTokenVerifier } from './token/access-token.verifier.js';
export { AccessTokenService, type AccessTokenContents, type IssuedAccessToken } from './token/access-token.service.js';
export { keyPairSigningKey } from './token/key-pair.signing-key.js';
export { KeyRing } from './token/key-ring.js';
export type { PublicJwk } from './token/public-jwk.js';
export { secretSigningKey } from './token/secret.signing-key.js';
export { KEY_PAIR_ALGORITHMS, type KeyPairAlgorithm, MIN_RSA_BITS } from './token/signature-algorithm.js';
export type { SigningKey, VerificationKey } from './token/signing-key.js';
export { StaticKeyRing } from './token/static.key-ring.js';
export { type PublicVerificationKey, type PublishedJwk, verificationKey } from './token/verification-key.js';
export { Grant, type TokenGrant } from './token/grants/grant.decorator.js';
export { GrantRegistry } from './token/grants/grant.registry.js';
export { ProvenGrant } from './token/grants/proven-grant.js';
export { type FormRequest, formOf } from './token/form.js';
export type { ScopeCatalogue, ScopeDefinition } from './token/scope-catalogue.js';
export { TokenErrorFilter } from './token/token-error.filter.js';
export { TokenIssuer } from './token/token-issuer.js';
export { TokenErrorSchema } from './token/token.schemas.js';
export type { TokenResponse } from './token/token.response.js';

export type { AuthenticatedUser } from './user/authenticated-user.js';
export type { AuthInfo, Caller } from './user/caller.js';
export { canonicalName } from './user/canonical-name.js';
export { CurrentUser } from './user/current-user.decorator.js';
export type { Principal } from './user/principal.js';
export { HOST_USER_REPOSITORY, UserRepository, type UserCredentials } from './user/user.repository.js';
