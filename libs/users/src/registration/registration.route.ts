import { Controller, Module, type Type } from '@nestjs/common';
import { RegistrationController } from './registration.controller.js';

/** The route at which users register themselves; `false` for none. */
export type RegistrationRoute = false | { readonly path?: string };

/**
 * Returns a subclass of the module whose route has another path, or that has no route. It inherits the other metadata. A module that
 * re-exports it must export the result of `forRoot`, not `UsersModule`.
 */
export function withRegistrationAt<TModule extends Type>(route: RegistrationRoute, module: TModule): Type {
  if (route !== false && route.path === undefined) {
    return module;
  }
  const changed = { [module.name]: class extends module {} }[module.name]!;
  Module({ controllers: route === false ? [] : [controllerAt(route.path!)] })(changed);
  return changed;
}

function controllerAt(path: string): Type {
  @Controller(path)
  class RegistrationElsewhereController extends RegistrationController {}
  return RegistrationElsewhereController;
}
