import { Reflector } from '@nestjs/core';

// The keys are the same in every copy of this library, so that the guards of one read the decorators of another.

/**
 * Opens a route, or every route of a class, to callers without credentials. A route without it requires an authenticated, active
 * user, so that a forgotten decorator opens nothing.
 */
export const Public = Reflector.createDecorator<void, true>({ key: 'portcullis:public', transform: () => true });

/**
 * Lets callers without a credential pass too: `@CurrentUser()` is `null` for them. A credential that is sent must be valid, and its user
 * active if `ActiveUserGuard` runs: the responses are 401 and 400 as on other routes.
 */
export const OptionalAuth = Reflector.createDecorator<void, true>({
  key: 'portcullis:optional-auth',
  transform: () => true,
});

/** The metadata of `@Authenticated()`: the route must not be open. */
export const RequiresUser = Reflector.createDecorator<void, true>({
  key: 'portcullis:requires-user',
  transform: () => true,
});
