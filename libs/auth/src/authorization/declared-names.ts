import { Inject, Injectable } from '@nestjs/common';
import { AUTH_OPTIONS, type GuardOptions } from '../auth.options.js';

/** The name of the module that a host has imported, for the messages that say where to write something. */
export const IMPORTED_MODULE = Symbol('ImportedModule');

/** The roles and scopes that one imported module was told of; `null` where it was not, and any will do. */
@Injectable()
export class DeclaredNames {
  readonly roles: ReadonlySet<string> | null;
  readonly scopes: ReadonlySet<string> | null;

  constructor(
    @Inject(AUTH_OPTIONS) { roles, scopes }: GuardOptions,
    @Inject(IMPORTED_MODULE) readonly module: string,
  ) {
    this.roles = roles ? new Set<string>(roles) : null;
    this.scopes = scopes ? new Set(Object.keys(scopes)) : null;
  }
}
