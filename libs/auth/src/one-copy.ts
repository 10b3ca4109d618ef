import { type DynamicModule, type FactoryProvider, type InjectionToken, Module, Scope } from '@nestjs/common';
import { INQUIRER, ModuleRef, ModulesContainer } from '@nestjs/core';
import { type Copy, otherCopies, ownCopy, tokensOf } from './copies/copies.js';
import { nameOfToken } from './singletons.js';

/**
 * Stops an application that injects classes of another copy of this library. Decorators, policies, errors and ports of any copy count for
 * the guards of any other, but Nest finds providers by their class, which every copy has for itself.
 */
@Module({})
class OneCopyModule {
  /** @throws Error if the application also imports a module of another copy */
  constructor(here: ModuleRef) {
    for (const copy of otherCopies()) {
      const foreign = modulesOf(here).find(({ metatype }) => copy.modules.includes(metatype));
      if (foreign) {
        throw new Error(twoCopies('The application', foreign.metatype, [copy, ownCopy()]));
      }
    }
  }
}

/**
 * Provides the tokens of the other copies to every module: whatever injects one stops the start. Nest reads `providers` when it creates an
 * application; until then any code of the application may have loaded a copy.
 */
export const ONE_COPY: DynamicModule = {
  module: OneCopyModule,
  global: true,
  get providers() {
    return foreignTokens().map(([token, copy]) => refusalOf(token, copy));
  },
  get exports() {
    return foreignTokens().map(([token]) => token);
  },
};

/** @param copies the one of the token, and the one of the module with the guards that the application imports */
export function twoCopies(user: string, token: InjectionToken, [used, imported]: readonly [Copy, Copy]): string {
  return (
    `${user} uses ${nameOfToken(token)} from ${used.file}, but the application imports ${namesOf(imported)} from ${imported.file}: ` +
    'two copies of @portcullis/auth, and Nest can’t inject a class of one in place of the same class of the other. Load one copy: ' +
    'either import it or require it everywhere, and let `npm ls @portcullis/auth` list one version.'
  );
}

/** All modules of the application. */
export function modulesOf(here: ModuleRef): readonly NonNullable<ReturnType<ModulesContainer['get']>>[] {
  return [...here.get(ModulesContainer, { strict: false }).values()];
}

function foreignTokens(): [InjectionToken, Copy][] {
  return otherCopies().flatMap((copy) => tokensOf(copy).map((token): [InjectionToken, Copy] => [token, copy]));
}

/** Transient: created only for a class that injects it. */
function refusalOf(token: InjectionToken, copy: Copy): FactoryProvider<never> {
  return {
    provide: token,
    scope: Scope.TRANSIENT,
    inject: [{ token: INQUIRER, optional: true }],
    useFactory: (user?: object) => {
      throw new Error(twoCopies(user?.constructor.name ?? 'A provider', token, [copy, ownCopy()]));
    },
  };
}

function namesOf({ modules }: Copy): string {
  return modules.map(({ name }) => name).join(' or ') || 'a module';
}
