import { Reflector } from '@nestjs/core';

/** How `JwtAuthGuard` says it, and what the table of routes need not mention. */
export const BY_ACCESS_TOKEN = 'access token';

/**
 * Marks a guard of the host's own that finds out who is calling and sets `request.user`, so that `ActiveUserGuard`,
 * `PolicyGuard` and `@CurrentUser()` may stand behind it. Without the mark the start takes it for a guard that does not.
 *
 * @param by what it goes by, for the table of routes: `@Authenticates('API key')`
 */
export const Authenticates = Reflector.createDecorator<string>();
