import type { Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { otherCopies, ownCopy } from './copies/copies.js';
import { modulesOf, twoCopies } from './one-copy.js';

/**
 * Stops an application that binds a guard or an interceptor in a module where Nest finds none of its dependencies.
 *
 * @param part a dependency that `AuthModule` and `ResourceServerModule` provide
 * @param dependent the class that needs it
 * @param here the reference of the module in which it is bound
 * @throws Error that names the module, and says what to write
 */
export function demandImported(part: object | undefined, dependent: Type, here: ModuleRef): asserts part {
  if (part === undefined) {
    throw new Error(sentenceAbout(dependent, here));
  }
}

function sentenceAbout(dependent: Type, here: ModuleRef): string {
  const modules = modulesOf(here);
  const place =
    modules.find(({ providers }) => providers.get(ModuleRef)?.instance === here)?.metatype.name ?? 'its module';
  const imported = modules.find(({ metatype }) => isOneOf(ownCopy().modules, metatype));
  if (imported) {
    const { name } = imported.metatype;
    return `${dependent.name} needs ${name}. Import it in ${place}, or set isGlobal: true in ${name}.forRoot().`;
  }
  const foreign = otherCopies().find((copy) => modules.some(({ metatype }) => isOneOf(copy.modules, metatype)));
  return foreign
    ? twoCopies(place, dependent, [ownCopy(), foreign])
    : `${dependent.name} needs AuthModule, which the application does not import. ` +
        `Import AuthModule.forRoot({ … }) in ${place}, or in the root module with isGlobal: true.`;
}

function isOneOf(types: readonly Type[], type: Type): boolean {
  return types.some((known) => type === known || type.prototype instanceof known);
}
