import { Inject, Injectable } from '@nestjs/common';
import { AUTH_OPTIONS, type AuthModuleOptions } from '../auth.module-definition.js';
import type { AuthenticatedUser } from '../user/authenticated-user.js';
import { parseRequestedScope } from './scope.js';

/** Which scopes there are, and who may have them. */
@Injectable()
export class ScopeService {
  readonly #catalogue: ReadonlySet<string>;

  constructor(@Inject(AUTH_OPTIONS) private readonly options: AuthModuleOptions) {
    this.#catalogue = new Set(Object.keys(options.scopes ?? {}));
  }

  /** @throws InvalidScopeError where the request names a scope that is malformed or unknown */
  requested(scope: string | undefined): readonly string[] {
    return parseRequestedScope(scope, this.#catalogue);
  }

  /** Of the scopes asked for, those that this person may have. Never one that was not asked for. */
  granted(requested: readonly string[], user: AuthenticatedUser): readonly string[] {
    const allowed = this.options.allowedScopes?.(user);
    return allowed ? requested.filter((scope) => allowed.includes(scope)) : requested;
  }
}
