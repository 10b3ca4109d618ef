import { AcrossCopies } from '../copies/across-copies.decorator.js';
import { AuthError } from './auth.error.js';
import type { ErrorDocumentation } from './error-documentation.js';

/** The scopes and roles that the policy requires and the caller lacks. If there are alternatives, all of them are listed. */
export interface MissingPrivileges {
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
}

/** The caller is authenticated, but lacks a role or a scope. */
@AcrossCopies('InsufficientPrivilegeError')
export abstract class InsufficientPrivilegeError extends AuthError {
  constructor(readonly missing: MissingPrivileges) {
    const { scopes, roles } = missing;
    const all = [...roles.map((role) => `role ${role}`), ...scopes.map((scope) => `scope ${scope}`)];
    super(`Missing ${all.join(', ')}`, { challenge: scopes.length > 0 ? { scope: scopes.join(' ') } : {} });
  }

  /** A missing role takes precedence over a missing scope, because a token with more scopes would not help. */
  static of(missing: MissingPrivileges): InsufficientPrivilegeError {
    return missing.roles.length > 0 ? new InsufficientRoleError(missing) : new InsufficientScopeError(missing);
  }
}

/** The user lacks a role, and may lack a scope too. */
@AcrossCopies('InsufficientRoleError')
export class InsufficientRoleError extends InsufficientPrivilegeError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'insufficient_role',
    kind: 'insufficient_privilege',
    description: 'Missing role admin',
    when: 'The user lacks a role.',
  };
}

/** The access token lacks a scope. */
@AcrossCopies('InsufficientScopeError')
export class InsufficientScopeError extends InsufficientPrivilegeError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'insufficient_scope',
    kind: 'insufficient_privilege',
    description: 'Missing scope users:read',
    when: 'The access token lacks a scope.',
  };
}

/** A predicate of the application denied access. The client is not told why. */
@AcrossCopies('AccessDeniedError')
export class AccessDeniedError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'access_denied',
    kind: 'forbidden',
    description: 'Forbidden',
    when: 'A policy denies access without giving a reason.',
  };
}
