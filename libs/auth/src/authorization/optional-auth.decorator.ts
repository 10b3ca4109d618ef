import { Reflector } from '@nestjs/core';

/**
 * Lets callers without a token pass too: `@CurrentUser()` is `null` for them. A token that is shown must be a good one, of an
 * active user where `ActiveUserGuard` runs: 401 and 400 as everywhere.
 */
export const OptionalAuth = Reflector.createDecorator<void, true>({ transform: () => true });
