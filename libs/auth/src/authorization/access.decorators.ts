import { Reflector } from '@nestjs/core';

/**
 * Opens a route, or every route of a class, to callers without credentials. A route without it requires an authenticated, active
 * user, so that a forgotten decorator opens nothing.
 */
export const Public = Reflector.createDecorator<void, true>({ transform: () => true });

/**
 * Lets callers without a credential pass too: `@CurrentUser()` is `null` for them. A credential that is sent must be valid, and its user
 * active if `ActiveUserGuard` runs: the responses are 401 and 400 as on other routes.
 */
export const OptionalAuth = Reflector.createDecorator<void, true>({ transform: () => true });

/** The metadata of `@Authenticated()`: the route must not be open. */
export const RequiresUser = Reflector.createDecorator<void, true>({ transform: () => true });
