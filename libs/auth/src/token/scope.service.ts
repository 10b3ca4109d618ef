import { Inject, Injectable } from '@nestjs/common';
import { AUTH_OPTIONS } from '../auth.options.js';
import { compilePolicy } from '../authorization/policy/compiled-policy.js';
import { InvalidScopeError } from '../errors/oauth.errors.js';
import { type Principal, principalOfUser } from '../user/principal.js';
import type { AuthenticatedUser } from '../user/authenticated-user.js';
import type { CatalogueOptions, ScopeDefinition } from '../authorization/catalogue.options.js';

/** RFC 6749, section 3.3: scope-token *( SP scope-token ). */
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+(?: [\x21\x23-\x5B\x5D-\x7E]+)*$/;

export function isScope(value: string): boolean {
  return SCOPE.test(value);
}

type Admission = (principal: Principal) => boolean;

const ANY_USER: Admission = () => true;

/** Knows the scopes of the catalogue, and which users may have them. */
@Injectable()
export class ScopeService {
  /** Decides for each scope whether a user may have it. */
  readonly #admissions: ReadonlyMap<string, Admission>;

  /** @throws Error if a scope is malformed, or its condition can't be decided when a token is issued */
  constructor(@Inject(AUTH_OPTIONS) { scopes = {} }: CatalogueOptions) {
    const definitions = Object.entries<string | ScopeDefinition | undefined>(scopes);
    this.#admissions = new Map(definitions.map(([scope, definition]) => [scope, admissionTo(scope, definition)]));
  }

  /** @throws InvalidScopeError if the request names a scope that is malformed or unknown */
  requested(scope: string | undefined): readonly string[] {
    return parseRequestedScope(scope, this.#admissions);
  }

  /**
   * Returns those of the requested scopes that this user may have now. Never adds a scope.
   *
   * @param ceiling what an earlier authorization has granted: all of it if nothing is requested, and never more (RFC 6749, section 6).
   * @default no ceiling
   * @throws InvalidScopeError if more is requested than the ceiling
   */
  granted(requested: readonly string[], user: AuthenticatedUser, ceiling?: readonly string[]): readonly string[] {
    const asked = ceiling && requested.length === 0 ? ceiling : requested;
    if (ceiling && !asked.every((scope) => ceiling.includes(scope))) {
      throw new InvalidScopeError('The scope exceeds what was granted');
    }
    return asked.filter((scope) => this.#admissions.get(scope)?.(principalOfUser(user)) === true);
  }
}

function admissionTo(scope: string, definition: string | ScopeDefinition | undefined): Admission {
  if (!isScope(scope) || scope.includes(' ')) {
    throw new Error(`AuthModule: '${scope}' in scopes is not a scope (RFC 6749, section 3.3).`);
  }
  if (typeof definition !== 'object') {
    return ANY_USER;
  }
  // Without predicates the policy is synchronous and reads no context: there is none when a token is issued.
  return compilePolicy(definition.grantedTo, () => {
    throw new Error(`AuthModule: who is granted the scope '${scope}' may depend on roles and activity alone.`);
  }) as unknown as Admission;
}

/**
 * Parses the scopes that a client requests: each is in the catalogue and comes once, in the client's order.
 *
 * @throws InvalidScopeError if the value is malformed, or names a scope that does not exist
 */
export function parseRequestedScope(
  value: string | undefined,
  catalogue: { has(scope: string): boolean },
): readonly string[] {
  if (value === undefined) {
    return [];
  }
  if (!isScope(value)) {
    throw new InvalidScopeError('The scope is malformed');
  }
  const scopes = [...new Set(value.split(' '))];
  if (!scopes.every((scope) => catalogue.has(scope))) {
    throw new InvalidScopeError('The scope is unknown');
  }
  return scopes;
}
