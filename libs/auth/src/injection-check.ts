import { Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { HOST_USER_REPOSITORY, type UserRepository } from './user/user.repository.js';

/** The keys under which compilers and Nest store the parameters of a constructor; the same in Nest 11 and 12. */
const EMITTED_TYPES = 'design:paramtypes';
const NAMED_TOKENS = 'self:paramtypes';
const OPTIONAL_PARAMETERS = 'optional:paramtypes';

/**
 * Stops the application at start if Nest has passed nothing to the constructor of the `UserRepository`, which otherwise fails at the first
 * sign-in. Knows only classes that Nest has constructed itself, so a factory may pass what it likes.
 */
@Injectable()
export class InjectionCheck implements OnModuleInit {
  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws Error that says what to write */
  async onModuleInit(): Promise<void> {
    const providers = this.discovery.getProviders();
    const own = providers.find(({ instance }) => instance === this)?.host;
    const repository = own?.providers.get(HOST_USER_REPOSITORY)?.instance as UserRepository | undefined;
    const type = repository?.constructor as Type;
    if (!repository || !providers.some(({ instance, metatype }) => instance === repository && metatype === type)) {
      return;
    }
    const index = uninjectedParameterOf(type);
    if (index >= 0 && (isDecorated(type) || (await isBroken(repository)))) {
      throw new Error(
        `Nest has passed nothing for parameter ${index + 1} of the constructor of ${type.name}, as it does not know its type: the ` +
          'class needs @Injectable(), and a compiler that emits "emitDecoratorMetadata" (tsc, SWC, Vite 8; esbuild, tsx and Vite 7 do not). ' +
          'Or name each dependency: constructor(@Inject(Store) private readonly store: Store). If nothing is to be injected, ' +
          'write @Optional(), or give the parameter a default value.',
      );
    }
  }
}

/** The index of the first parameter for which Nest had no token; -1 if there is none. */
function uninjectedParameterOf(type: Type): number {
  if (Reflect.hasMetadata(EMITTED_TYPES, type)) {
    return -1;
  }
  const named = (Reflect.getMetadata(NAMED_TOKENS, type) ?? []) as readonly { readonly index: number }[];
  const optional = (Reflect.getMetadata(OPTIONAL_PARAMETERS, type) ?? []) as readonly number[];
  const known = new Set([...named.map(({ index }) => index), ...optional]);
  return Array.from({ length: type.length }, (_, index) => index).findIndex((index) => !known.has(index));
}

/** Of a decorated class every compiler that Nest supports emits the types, and Nest demands each that is not optional. */
function isDecorated(type: Type): boolean {
  return Reflect.getOwnMetadataKeys(type).length > 0;
}

/** A class without a decorator may have a parameter that it does not need. Then a look-up works. */
async function isBroken(repository: UserRepository): Promise<boolean> {
  try {
    await repository.findBySubject('1');
    return false;
  } catch (error) {
    return error instanceof TypeError;
  }
}
