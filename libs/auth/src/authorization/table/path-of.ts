import type { Type } from '@nestjs/common';
import type { Route } from './contradictions.js';

/**
 * The path at which the application serves a controller or a subclass of it, with the global prefix and the version.
 *
 * @param method the name of the method of the controller. @default the first route of the controller
 * @returns undefined if the application does not have the controller or the method
 */
export function pathOf(routes: readonly Route[], controller: Type, method?: string): string | undefined {
  const found = routes.find(
    (route) =>
      route.transport === 'http' &&
      (route.target === controller || route.target.prototype instanceof controller) &&
      (method === undefined || route.method === method),
  );
  return found?.route.split(' ')[1];
}
