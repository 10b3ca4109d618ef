import { InvalidScopeError } from '../errors/auth.error.js';

/** RFC 6749, section 3.3: scope-token *( SP scope-token ). */
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+(?: [\x21\x23-\x5B\x5D-\x7E]+)*$/;

export function isScope(value: string): boolean {
  return SCOPE.test(value);
}

/**
 * The scopes that a client asks for, each one known to the catalogue, without repetition and in the client's order.
 *
 * @throws InvalidScopeError where the value is malformed, or names a scope that does not exist
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
