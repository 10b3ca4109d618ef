/**
 * The roles and scopes of the application, for the compiler: once they are declared, a misspelt one does not compile.
 *
 * @default any string is a role or a scope
 *
 * @example
 * ```ts
 * declare module '@portcullis/auth' {
 *   interface Catalogue {
 *     roles: 'admin' | 'clerk';
 *     scopes: 'items:read' | 'items:write';
 *   }
 * }
 * ```
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- applications add members to it
export interface Catalogue {}

/** A role of the declared {@link Catalogue}, or any string. */
export type Role = Catalogue extends { readonly roles: infer TRole extends string } ? TRole : string;

/** A scope (RFC 6749, section 3.3) of the declared {@link Catalogue}, or any string. */
export type Scope = Catalogue extends { readonly scopes: infer TScope extends string } ? TScope : string;
