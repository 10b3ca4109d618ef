import type { CanActivate, FactoryProvider, Provider, Type } from '@nestjs/common';
import { APP_GUARD, ModuleRef } from '@nestjs/core';
import { ActiveUserGuard } from '../authorization/active-user.guard.js';
import { PolicyGuard } from '../authorization/policy.guard.js';
import { demandImported } from '../imported-module.js';
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
  globalGuard(JwtAuthGuard),
  globalGuard(ActiveUserGuard),
  globalGuard(PolicyGuard),
];

/** The instance that the imported module provides. */
function globalGuard(type: Type<CanActivate>): FactoryProvider<CanActivate> {
  return {
    provide: APP_GUARD,
    inject: [
      { token: type, optional: true },
      { token: ModuleRef, optional: false },
    ],
    useFactory: (guard: CanActivate | undefined, module: ModuleRef) => {
      demandImported(guard, type, module);
      return guard;
    },
  };
}
