import type { Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ActiveUserGuard } from '../authorization/active-user.guard.js';
import { PolicyGuard } from '../authorization/policy.guard.js';
import { JwtAuthGuard } from './jwt/jwt-auth.guard.js';

/**
 * Guards every route of the application, as providers of the host's own root module: without a decorator a route asks for an
 * authenticated, active user, and `@Public()` opens one. Gateways and message handlers name their guards themselves:
 * whether global ones reach them depends on Nest's version and on how the application is made.
 *
 * @example
 * ```ts
 * @Module({ imports: [AuthModule.forRoot({ … })], providers: [...GLOBAL_GUARDS] })
 * export class AppModule {}
 * ```
 */
export const GLOBAL_GUARDS: readonly Provider[] = [
  { provide: APP_GUARD, useExisting: JwtAuthGuard },
  { provide: APP_GUARD, useExisting: ActiveUserGuard },
  { provide: APP_GUARD, useExisting: PolicyGuard },
];
