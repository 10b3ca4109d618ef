import { Reflector } from '@nestjs/core';

/**
 * Opens a route, or every route of a class, to callers without credentials. Without it a route asks for an authenticated,
 * active user: forgetting is safe.
 */
export const Public = Reflector.createDecorator<void, true>({ transform: () => true });
