import { Reflector } from '@nestjs/core';

/** The mark of `@Authenticated()`: whoever wrote it does not want the route open. */
export const RequiresUser = Reflector.createDecorator<void, true>({ transform: () => true });
