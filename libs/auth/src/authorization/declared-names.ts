import { Inject, Injectable } from '@nestjs/common';
import { AcrossCopies } from '../copies/across-copies.decorator.js';
import { AUTH_OPTIONS } from '../auth.options.js';
import type { CatalogueOptions } from './catalogue.options.js';

/** The name of the module that the application has imported, for messages that name the options to change. */
export const IMPORTED_MODULE = Symbol('ImportedModule');

/** The roles and scopes that the options of one imported module declare; `null` if they declare none, so that any are allowed. */
@AcrossCopies('DeclaredNames')
@Injectable()
export class DeclaredNames {
  readonly roles: ReadonlySet<string> | null;
  readonly scopes: ReadonlySet<string> | null;

  constructor(
    @Inject(AUTH_OPTIONS) { roles, scopes }: CatalogueOptions,
    @Inject(IMPORTED_MODULE) readonly module: string,
  ) {
    this.roles = roles ? new Set<string>(roles) : null;
    this.scopes = scopes ? new Set(Object.keys(scopes)) : null;
  }
}
