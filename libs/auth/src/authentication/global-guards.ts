import type { Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ActiveUserGuard } from '../authorization/active-user.guard.js';
import { PolicyGuard } from '../authorization/policy.guard.js';
import { JwtAuthGuard } from './jwt/jwt-auth.guard.js';

/**
 * Guard every route of the application, as providers of its root module: a route without a decorator requires an authenticated, active
 * user, and `@Public()` opens a route. Gateways and message handlers need guards of their own, since whether global guards run for them
 * depends on the version of Nest and on how the application is created.
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
