// For applications. What only other libraries and authors of extensions need is exported by `spi.ts`.
export { AuthModule } from './auth.module.js';
export type { AuthModuleOptions } from './auth.module.options.js';

export { Authenticated } from './authentication/authenticated.decorator.js';
export { GLOBAL_GUARDS } from './authentication/global-guards.js';
export { MemorySignInLimiter } from './authentication/guessing/memory.sign-in-limiter.js';
export { JwtAuthGuard } from './authentication/jwt/jwt-auth.guard.js';
export { LocalAuthGuard } from './authentication/local/local-auth.guard.js';
export { CurrentExchange } from './authentication/sign-in/current-exchange.decorator.js';
export { SignInService } from './authentication/sign-in/sign-in.service.js';
export type { RawExchange } from './authentication/sign-in/token-request.js';
export { AuthenticatedGateway } from './authentication/socket/authenticated-gateway.decorator.js';

export { ActiveUserGuard } from './authorization/active-user.guard.js';
export { Authenticates } from './authorization/authenticates.decorator.js';
export { Authorize, Roles, Scopes } from './authorization/policy.decorators.js';
export type { Catalogue, Role, Scope } from './authorization/catalogue.js';
export { OptionalAuth, Public } from './authorization/access.decorators.js';
export { PolicyGuard } from './authorization/policy.guard.js';
export { allOf, anyOf, not } from './authorization/policy/policy.js';
export { hasRole, hasScope, isActive } from './authorization/policy/user.terms.js';
export { passes } from './authorization/policy/predicate.term.js';
export type { PolicyPredicate } from './authorization/policy/policy-predicate.js';
export { PolicyTable } from './authorization/table/policy-table.js';

export { Clock } from './clock/clock.js';

export { AuthError } from './errors/auth.error.js';
export { isDatabaseUnavailable } from './errors/is-database-unavailable.js';
export { ServiceUnavailableError } from './errors/retryable.errors.js';
export { ApiErrors } from './errors/api-errors.decorator.js';

export type { DomainEvent } from './events/domain-event.js';
export { EventListener } from './events/event.listener.js';

export { BcryptPasswordHasher } from './password/bcrypt.password-hasher.js';
export { PasswordHasher } from './password/password-hasher.js';

export { AccessTokenCustomizer, type TokenCustomization, type TokenIssuance } from './token/access-token.customizer.js';
export { TokenResponse } from './token/token.response.js';
export { AuthErrorInterceptor } from './transport/auth-error.interceptor.js';

export { Accounts } from './account/accounts.js';
export type { AuthenticatedUser } from './user/authenticated-user.js';
export { canonicalName } from './user/canonical-name.js';
export { CurrentPrincipal } from './authorization/current-principal.decorator.js';
export { CurrentUser } from './authorization/current-user.decorator.js';
export type { Principal } from './user/principal.js';
export { UserRepository, type UserCredentials } from './user/user.repository.js';
