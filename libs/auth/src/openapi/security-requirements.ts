import type { OpenAPIObject } from '@nestjs/swagger';
import type { Policy } from '../authorization/policy/policy.js';
import type { Route } from '../authorization/table/contradictions.js';
import { OAUTH2_PASSWORD } from './security-scheme.js';

type SecurityRequirement = NonNullable<OpenAPIObject['security']>[number];

/** More alternatives than a reader can take in, and than a policy should have. */
const MAX_ALTERNATIVES = 8;

/**
 * What a route's guards ask, as OpenAPI says it: alternatives, each with the scopes that a token must have. `undefined` for a
 * route that no guard of this library closes.
 */
export function securityOf({ access, policy, guarding }: Route): SecurityRequirement[] | undefined {
  if (access === 'public' || guarding.authenticatesBy === null) {
    return undefined;
  }
  const required = alternativesOf(policy).map((scopes) => ({ [OAUTH2_PASSWORD]: [...scopes] }));
  return access === 'optional' ? [{}, ...required] : required;
}

/** Only scopes have a place there; roles and predicates the description of the 403 tells of. */
function alternativesOf(policy: Policy | null): string[][] {
  const alternatives = policy ? scopeSets(policy) : [[]];
  return alternatives.length > MAX_ALTERNATIVES ? [[]] : alternatives;
}

function scopeSets(policy: Policy): string[][] {
  switch (policy.kind) {
    case 'hasScope':
      return [[policy.scope]];
    case 'anyOf':
      return policy.terms.flatMap(scopeSets);
    case 'allOf':
      return policy.terms.map(scopeSets).reduce(together, [[]]);
    case 'not':
    case 'isActive':
    case 'hasRole':
    case 'passes':
      return [[]];
  }
}

function together(some: string[][], others: string[][]): string[][] {
  return some.flatMap((one) => others.map((other) => [...new Set([...one, ...other])]));
}
