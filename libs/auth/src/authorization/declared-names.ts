import { Inject, Injectable } from '@nestjs/common';
import { AUTH_OPTIONS, type GuardOptions } from '../auth.options.js';

/** The roles and scopes that one `AuthModule` was told of; `null` where it was not, and any will do. */
@Injectable()
export class DeclaredNames {
  readonly roles: ReadonlySet<string> | null;
  readonly scopes: ReadonlySet<string> | null;

  constructor(@Inject(AUTH_OPTIONS) { roles, scopes }: GuardOptions) {
    this.roles = roles ? new Set<string>(roles) : null;
    this.scopes = scopes ? new Set(Object.keys(scopes)) : null;
  }
}
