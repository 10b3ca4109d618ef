import { Inject, Injectable } from '@nestjs/common';
import { AUTH_OPTIONS, type AuthModuleOptions } from '../auth.options.js';
import { compilePolicy } from '../authorization/policy/compiled-policy.js';
import { InvalidScopeError } from '../errors/auth.error.js';
import type { Principal } from '../user/principal.js';
import type { AuthenticatedUser } from '../user/authenticated-user.js';
import { isScope, parseRequestedScope } from './scope.js';
import type { ScopeDefinition } from './scope-catalogue.js';

type Admission = (principal: Principal) => boolean;

const EVERYBODY: Admission = () => true;
const NO_SCOPES: ReadonlySet<string> = new Set();

/** Which scopes there are, and who may have them. */
@Injectable()
export class ScopeService {
  /** By scope, who may have it. */
  readonly #admissions: ReadonlyMap<string, Admission>;

  /** @throws Error where a scope is malformed, or granted by something that is not known when a token is issued */
  constructor(@Inject(AUTH_OPTIONS) { scopes = {} }: AuthModuleOptions) {
    const definitions = Object.entries<string | ScopeDefinition | undefined>(scopes);
    this.#admissions = new Map(definitions.map(([scope, definition]) => [scope, admissionTo(scope, definition)]));
  }

  /** @throws InvalidScopeError where the request names a scope that is malformed or unknown */
  requested(scope: string | undefined): readonly string[] {
    return parseRequestedScope(scope, this.#admissions);
  }

  /**
   * Of the scopes asked for, those that this person may have, at this moment. Never one that was not asked for.
   *
   * @param ceiling what an earlier authorization granted: asked for where nothing is, and never exceeded (RFC 6749, section 6)
   * @throws InvalidScopeError where more is asked for than the ceiling
   */
  granted(requested: readonly string[], user: AuthenticatedUser, ceiling: readonly string[] | null): readonly string[] {
    const asked = ceiling !== null && requested.length === 0 ? ceiling : requested;
    if (ceiling !== null && !asked.every((scope) => ceiling.includes(scope))) {
      throw new InvalidScopeError('The scope exceeds what was granted');
    }
    return asked.filter((scope) => this.#admissions.get(scope)?.({ user, scopes: NO_SCOPES }) ?? false);
  }
}

function admissionTo(scope: string, definition: string | ScopeDefinition | undefined): Admission {
  if (!isScope(scope) || scope.includes(' ')) {
    throw new Error(`AuthModule: '${scope}' in scopes is no scope (RFC 6749, section 3.3).`);
  }
  if (typeof definition !== 'object') {
    return EVERYBODY;
  }
  // Without predicates nothing is waited for, and no call is looked at: there is none when a token is issued.
  return compilePolicy(definition.grantedTo, () => {
    throw new Error(`AuthModule: who is granted the scope '${scope}' may depend on roles and activity alone.`);
  }) as unknown as Admission;
}
