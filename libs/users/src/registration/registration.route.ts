import { Controller, Module, type Type } from '@nestjs/common';
import { HiddenRegistrationController } from './hidden-registration.controller.js';
import { RegistrationController } from './registration.controller.js';
import type { RegistrationRoute } from './registration.options.js';

/**
 * Returns a subclass of the module whose route is another one, or that has no route. It inherits the other metadata. A module that
 * re-exports it must export the result of `forRoot`, not `UsersModule`.
 */
export function withRegistrationAt<TModule extends Type>(route: RegistrationRoute, module: TModule): Type {
  if (route !== false && route.path === undefined && !route.hidesAddresses) {
    return module;
  }
  const changed = { [module.name]: class extends module {} }[module.name]!;
  Module({ controllers: route === false ? [] : [controllerOf(route)] })(changed);
  return changed;
}

function controllerOf({ path, hidesAddresses = false }: Exclude<RegistrationRoute, false>): Type {
  const controller = hidesAddresses ? HiddenRegistrationController : RegistrationController;
  return path === undefined ? controller : elsewhere(controller, path);
}

function elsewhere(controller: Type, path: string): Type {
  @Controller(path)
  class RegistrationElsewhereController extends controller {}
  return RegistrationElsewhereController;
}
