import type { Scope } from '../authorization/catalogue.js';
import type { Policy } from '../authorization/policy/policy.js';

/** A scope that not everybody may have. */
export interface ScopeDefinition {
  /** The sentence that describes it to a person. */
  readonly description: string;
  /** Who may be granted it: roles and activity, put together in any way. */
  readonly grantedTo: Policy;
}

/** The scopes that can be asked for, each with its sentence, or with who may have it too. */
export type ScopeCatalogue = Readonly<Partial<Record<Scope, string | ScopeDefinition>>>;

/** The sentence of each scope. */
export function scopeDescriptions(catalogue: ScopeCatalogue): Record<string, string> {
  const entries = Object.entries<string | ScopeDefinition | undefined>(catalogue);
  return Object.fromEntries(
    entries.flatMap(([scope, definition]) =>
      definition === undefined ? [] : [[scope, typeof definition === 'string' ? definition : definition.description]],
    ),
  );
}
