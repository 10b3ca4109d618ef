import { Reflector } from '@nestjs/core';

/**
 * Marks a guard of the host's own that finds out who is calling and sets `request.user`, so that `ActiveUserGuard`,
 * `PolicyGuard` and `@CurrentUser()` may stand behind it. Without the mark the start takes it for a guard that does not.
 */
export const Authenticates = Reflector.createDecorator<void, true>({ transform: () => true });
