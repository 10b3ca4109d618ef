import { Controller, Module, type Type } from '@nestjs/common';
import { RegistrationController } from './registration.controller.js';

/** Where people register by themselves; `false` for nowhere. */
export type RegistrationRoute = false | { readonly path?: string };

/**
 * The module with its route at another path, or without it. A subclass, whose metadata is inherited but for what is said
 * anew: so a module that passes it on exports what `forRoot` gave, not `UsersModule` by name.
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
