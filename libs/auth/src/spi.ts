// For the other libraries and for authors of extensions.
export { GIVEN_OPTIONS, UNCHECKED_OPTIONS } from './auth.module-definition.js';
export type { GuardOptions } from './auth.module.options.js';
export { AUTH_OPTIONS, DEFAULT_ACCESS_TOKEN_TTL, type PasswordOptions } from './auth.options.js';
export { providePort, type PortProvider } from './port-provider.js';
export { singletonsOf } from './singletons.js';
export {
  flag,
  nonEmptyText,
  oneOf,
  optional,
  type OptionRule,
  type OptionRules,
  orFalse,
  wholeNumber,
} from './options/option-rule.js';
export { checkedOptions, type CheckedOptions, OptionsCheck } from './options/options-check.js';
export { keysOfSecret, type Secret, secretRule } from './secret.js';
export { soleAuthModule } from './sole-auth-module.js';

export { AccessTokenScheme, type AccessTokenPrincipal } from './authentication/jwt/access-token.scheme.js';
export { JwtStrategy } from './authentication/jwt/jwt.strategy.js';
export { CredentialScheme, type NamedSecurityScheme } from './authentication/scheme/credential.scheme.js';
export type { LocalAuthOptions } from './authentication/local/local-auth.options.js';
export { LocalStrategy, type LoginRequest } from './authentication/local/local.strategy.js';
export {
  PasswordAuthentication,
  type CredentialFields,
  type PasswordCredentials,
  type PasswordRequest,
  type PasswordResult,
  type PasswordVerificationOptions,
} from './authentication/password.authentication.js';
export { NetworkBudget } from './authentication/guessing/network-budget.js';
export { NetworkLimit } from './authentication/guessing/network-limit.js';
export { budgetKey, type BudgetRule, type Charge } from './authentication/guessing/budget.js';
export { BudgetStore } from './authentication/guessing/budget.store.js';
export { BUDGET_CLOCK } from './authentication/guessing/budget-store.provider.js';
export { BudgetedSignInLimiter } from './authentication/guessing/budgeted.sign-in-limiter.js';
export type { SignInOptions } from './authentication/guessing/sign-in.options.js';
export type { GrantResult } from './authentication/sign-in/grant-result.js';
export type { PendingRefresh } from './authentication/sign-in/sign-in.check.js';
export { type Authenticate, SignIn } from './authentication/sign-in/sign-in.js';
export type { Login, ProvenBy } from './authentication/sign-in/sign-in-method.js';
export { type SuspendedSignIn, SuspendedSignIns } from './authentication/sign-in/suspended-sign-in.js';
export type { TokenRequest } from './authentication/sign-in/token-request.js';
export { accountOf, hashRequesterOf, type SignInAttempt, type SpentAttempt } from './authentication/sign-in-attempt.js';
export { SignInLimiter } from './authentication/sign-in-limiter.js';
export type { AuthenticatedGatewayOptions } from './authentication/socket/authenticated-gateway.decorator.js';

export { callerParameter } from './authorization/caller-parameter.js';
export type { Policy } from './authorization/policy/policy.js';
export type { PolicyDecision } from './authorization/policy/policy-predicate.js';
export { isRoleName } from './authorization/role-name.js';
export { pathOf } from './authorization/table/path-of.js';
export type { PolicyRow } from './authorization/table/policy-row.js';

export { CLIENT_SECRET_METHODS, ClientAuthentication } from './client/client.authentication.js';
export { type AuthenticatedClient, ClientRepository, type RegisteredClient } from './client/client.repository.js';

export { loadedCopies } from './copies/copies.js';

export { SystemClock } from './clock/clock.js';
export { sharedClock } from './clock/shared.clock.js';

export { type AuthErrorClass, type AuthErrorOptions, type ChallengeParameters } from './errors/auth.error.js';
export {
  InactiveUserError,
  InvalidTokenError,
  MalformedAuthorizationError,
  NotAuthenticatedError,
} from './errors/credential.errors.js';
export {
  InvalidClientError,
  InvalidGrantError,
  InvalidRequestError,
  InvalidScopeError,
  StaleGrantError,
  UnsupportedGrantTypeError,
} from './errors/oauth.errors.js';
export {
  AccessDeniedError,
  InsufficientPrivilegeError,
  InsufficientRoleError,
  InsufficientScopeError,
} from './errors/policy.errors.js';
export {
  ClientGoneError,
  OutdatedSignInError,
  RetryableError,
  TooManyAttemptsError,
} from './errors/retryable.errors.js';
export type { ErrorDocumentation, ErrorKind } from './errors/error-documentation.js';
export { ApiOAuthErrors } from './errors/api-oauth-errors.decorator.js';
export type { DocumentedError } from './errors/documented-error.js';
export { ApiProblem } from './errors/api-problem.decorator.js';
export type { ApiProblemOptions } from './errors/problem-response.js';
export { TokenErrorSchema } from './errors/oauth-error.schema.js';
export { hasOAuthErrors } from './errors/oauth-errors.decorator.js';
export { problemOf, tokenErrorBody, type TokenErrorBody } from './errors/problem-of.js';
export { ProblemException, problemDetails, type ProblemDetails } from './errors/problem.exception.js';
export { ProblemSchema } from './errors/problem.schema.js';
export { type BadMember, pointerTo, unknownMembers, validationProblem } from './errors/validation-problem.js';
export { ValidationProblemSchema } from './errors/validation-problem.schema.js';

export { type Actor, BY_SERVICE, type Cause } from './events/actor.js';
export type { AccessDenied, AuthEvent, SignedIn, SignInFailed } from './events/auth-event.js';
export { AuthEvents } from './events/auth-events.js';
export { bySubject, type EventSubject } from './events/domain-event.js';
export type {
  AccessRevoked,
  AccountEvent,
  DeletionCancelled,
  DeletionScheduled,
  EmailChanged,
  EmailVerified,
  PasswordChanged,
  RolesChanged,
  UserActivated,
  UserDeactivated,
  UserDeleted,
  UsernameChanged,
  UserRegistered,
} from './events/account-event.js';
export { EventListeners } from './events/event-listeners.js';
export { DomainEvents } from './events/domain-events.js';
export { EventPublisher, NoEventPublisher } from './events/event.publisher.js';

export { BACKGROUND_MAIL, MAIL_TRANSPORT, WaitingMails } from './outgoing-mail.js';

export type { AuthorizationServerMetadata } from './metadata/authorization-server.metadata.js';
export {
  endpointMembers,
  MetadataContribution,
  type MetadataMembers,
  type UrlOf,
} from './metadata/metadata.contribution.js';
export { AuthorizationServerMetadataModule } from './authorization-server-metadata.module.js';
export type { AuthorizationServerMetadataOptions } from './metadata/metadata.options.js';

export { ApiExtraModels, ApiSchema } from './openapi-decorators/model.decorators.js';
export {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from './openapi-decorators/operation.decorators.js';
export { ApiProperty, ApiPropertyOptional } from './openapi-decorators/property.decorators.js';

export { emailRule } from './json-body/email.rule.js';
export { JsonBody, TakesJson } from './json-body/json-body.decorators.js';
export { type MemberRule, NewPassword, Satisfies } from './json-body/member.decorators.js';
export { passwordRule } from './json-body/password.rule.js';
export { usernameRule } from './json-body/username.rule.js';

export { ApiPage, PagePipe } from './paging/page.pipe.js';
export { cursorText, MAX_PAGE, type PageCursor, pageOf, type PageQuery } from './paging/page-query.js';

export { HASH_CHANNEL, type HashMessage, type HashOutcome } from './password/hash.channel.js';
export { HashingQueue, type HashingQueueOptions } from './password/hashing-queue.js';
export type { HashRequester } from './password/hash-requester.js';
export { MAX_PASSWORD_BYTES, PasswordPolicy, type PasswordRejection } from './password/password-policy.js';

export type { ContinuedSession } from './token/access-token.customizer.js';
export type { AccessTokenClaims } from './token/access-token.claims.js';
export { AccessTokenVerifier } from './token/access-token.verifier.js';
export { AccessTokenService, type AccessTokenContents, type IssuedAccessToken } from './token/access-token.service.js';
export { keyPairSigningKey } from './token/key-pair.signing-key.js';
export { KeyRing } from './token/key-ring.js';
export { secretSigningKey } from './token/secret.signing-key.js';
export { KEY_PAIR_ALGORITHMS, type KeyPairAlgorithm, MIN_RSA_BITS } from './token/signature-algorithm.js';
export type { PublicJwk, SigningKey, VerificationKey } from './token/signing-key.js';
export { StaticKeyRing } from './token/static.key-ring.js';
export { type PublicVerificationKey, type PublishedJwk, verificationKey } from './token/verification-key.js';
export { Grant, type GrantOptions, type TokenGrant } from './token-endpoint/grants/grant.decorator.js';
export { GrantRegistry } from './token-endpoint/grants/grant.registry.js';
export { type FormRequest, formOf } from './oauth-endpoint/form.js';
export type { ScopeCatalogue, ScopeDefinition } from './authorization/catalogue.options.js';
export { OAuthResponseInterceptor } from './oauth-endpoint/oauth-response.interceptor.js';
export { OAuthEndpoint } from './oauth-endpoint/oauth-endpoint.decorator.js';
export { TokenController } from './token-endpoint/token.controller.js';
export { TokenErrorFilter } from './oauth-endpoint/token-error.filter.js';
export { Refusals } from './transport/refusals.js';
export { NoStore } from './transport/no-store.decorator.js';
export { ignoreEmptyBodies, ignoreEmptyBody, TakesNoBody } from './transport/empty-body.js';
export { TokenIssuer, type TokenOrder } from './token/token-issuer.js';

export type { Account, AccountKey, AccountUpdate, NewAccount, UsernameReservation } from './account/account.js';
export { AccountConsequences } from './account/account-consequences.js';
export { AccountTakenError, PasswordChangedError, UnknownAccountError } from './account/account.errors.js';
export { AccountWriter } from './account/account.writer.js';
export { networkOf } from './origin/network.js';
export {
  canonicalAddress,
  NO_REQUEST,
  plainOriginOf,
  type RequestOrigin,
  requestOriginOf,
} from './origin/request-origin.js';
export { type SignInOrigin, signInOriginOf } from './origin/sign-in-origin.js';
export type { Authentication } from './user/authentication.js';
export type { CredentialBearer } from './transport/transport.js';
export { type Caller, callerOf, principalOf } from './transport/caller.js';
export { canonicalEmail, isEmailAddress } from './user/email-address.js';
export type { Credential } from './user/principal.js';
export { isStorableText } from './user/storable-text.js';
export { isVisibleText } from './user/visible-text.js';
export type { VerifiedPassword } from './user/verified-password.js';
export { type Found, HOST_USER_REPOSITORY, type PasswordHashReplacement } from './user/user.repository.js';

export { type PendingSignIn, SignInCheck, type SignInTask } from './authentication/sign-in/sign-in.check.js';
export { AccessTokenCheck } from './token/access-token.check.js';
export type { AccountChange } from './account/account-change.js';
export { AccountConsequence } from './account/account.consequence.js';
export { HiddenRegistration } from './account/hidden.registration.js';
export { AccountStore } from './account/account.store.js';
export type { Transaction } from './transaction.js';
