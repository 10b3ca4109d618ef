import type { Role, Scope } from './catalogue.js';
import type { Policy } from './policy/policy.js';

/** A scope that is granted to some users only. */
export interface ScopeDefinition {
  /** One sentence that describes the scope to a user. */
  readonly description: string;
  /** Which users may be granted the scope: roles and activity, combined in any way. */
  readonly grantedTo: Policy;
}

/** The scopes that clients may request, each with its description, or with its definition. */
export type ScopeCatalogue = Readonly<Partial<Record<Scope, string | ScopeDefinition>>>;

/** The scopes and roles of the application. */
export interface CatalogueOptions {
  /**
   * The scopes that clients may request, each with its description, or with its definition. A route that requires another scope
   * stops the application at start.
   * @default none; routes may require any scope
   */
  readonly scopes?: ScopeCatalogue;
  /**
   * The roles of the application. A route that requires another role stops the application at start.
   * @default routes may require any role
   */
  readonly roles?: readonly Role[];
}

/** The description of each scope. */
export function scopeDescriptions(catalogue: ScopeCatalogue): Record<string, string> {
  const entries = Object.entries<string | ScopeDefinition | undefined>(catalogue);
  return Object.fromEntries(
    entries.flatMap(([scope, definition]) =>
      definition === undefined ? [] : [[scope, typeof definition === 'string' ? definition : definition.description]],
    ),
  );
}
