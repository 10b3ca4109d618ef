import type { OpenAPIObject } from '@nestjs/swagger';
import { BY_CREDENTIAL_SCHEME } from '../authorization/authenticates.decorator.js';
import type { Policy } from '../authorization/policy/policy.js';
import type { Route } from '../authorization/table/contradictions.js';
import type { CredentialScheme } from '../authentication/scheme/credential.scheme.js';

type SecurityRequirement = NonNullable<OpenAPIObject['security']>[number];
type SecuritySchemes = NonNullable<NonNullable<OpenAPIObject['components']>['securitySchemes']>;

/** The security requirements that the application itself declares. */
export interface DeclaredSecurity {
  /** On the operation. */
  readonly operation: readonly SecurityRequirement[];
  /** For the whole document. */
  readonly document: readonly SecurityRequirement[];
  readonly schemes: SecuritySchemes;
}

/** Operations with more alternatives list no scopes, because the list would be unreadable. */
const MAX_ALTERNATIVES = 8;

/**
 * The security requirements of an operation: alternatives, each with the required scopes. A public operation has an empty list, which
 * overrides the requirements of the document. A guarded one has those of the application and the credentials that its guards accept.
 *
 * @param credentials the schemes of the guards, the access token first
 * @returns undefined if no guard of this library authenticates, so that the requirements of the document apply
 */
export function securityOf(
  route: Route,
  declared: DeclaredSecurity,
  [accessToken, ...others]: readonly CredentialScheme[],
): SecurityRequirement[] | undefined {
  const { access, policy, guarding } = route;
  const { operation, document, schemes } = declared;
  if (access === 'public' || guarding.authenticatesBy !== BY_CREDENTIAL_SCHEME) {
    const isOpen = access === 'public' || document.length === 0;
    return operation.length > 0 || isOpen ? [...operation] : undefined;
  }
  const accepted = [
    ...alternativesOf(policy).map((scopes) => required(accessToken, scopes)),
    // Only flows of OAuth2 and OpenID Connect have scopes (OpenAPI 3.0, section 4.7.30).
    ...others.map((scheme) => required(scheme, [])),
  ];
  const own = operation.length > 0 ? operation : document;
  const alternatives = own.length > 0 ? own.flatMap((one) => withCredential(one, accepted, schemes)) : accepted;
  return access === 'optional' ? [{}, ...alternatives] : alternatives;
}

function required(scheme: CredentialScheme | undefined, scopes: readonly string[]): SecurityRequirement {
  return scheme ? { [scheme.securityScheme.name]: [...scopes] } : {};
}

/** A bearer scheme of the application stands for the access token. Every other scheme is required beside the credential. */
function withCredential(
  own: SecurityRequirement,
  accepted: readonly SecurityRequirement[],
  schemes: SecuritySchemes,
): SecurityRequirement[] {
  const others = Object.entries(own).filter(([name]) => !isBearer(schemes[name]));
  const both = accepted.map((credential) => ({ ...Object.fromEntries(others), ...credential }));
  return others.length < Object.keys(own).length ? [own, ...both] : both;
}

function isBearer(scheme: SecuritySchemes[string] | undefined): boolean {
  if (scheme === undefined || !('type' in scheme)) {
    return false;
  }
  return scheme.type === 'http' ? scheme.scheme?.toLowerCase() === 'bearer' : scheme.type !== 'apiKey';
}

/** Requirements can only list scopes. The description of the 403 lists roles and predicates. */
function alternativesOf(policy: Policy | null): string[][] {
  const alternatives = policy ? scopeSets(policy) : [[]];
  return alternatives.length > MAX_ALTERNATIVES ? [[]] : alternatives;
}

function scopeSets(policy: Policy): string[][] {
  switch (policy.kind) {
    case 'term':
      return [policy.term.scope === undefined ? [] : [policy.term.scope]];
    case 'anyOf':
      return policy.terms.flatMap(scopeSets);
    case 'allOf':
      return policy.terms.map(scopeSets).reduce(together, [[]]);
    case 'not':
      return [[]];
  }
}

function together(some: string[][], others: string[][]): string[][] {
  return some.flatMap((one) => others.map((other) => [...new Set([...one, ...other])]));
}
