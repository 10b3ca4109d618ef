import type { Policy } from '../authorization/policy/policy.js';
import { policyText } from '../authorization/policy/policy-text.js';
import { termsOf } from '../authorization/policy/policy-term.js';
import type { Route } from '../authorization/table/contradictions.js';
import {
  AccessDeniedError,
  type AuthError,
  InactiveUserError,
  InsufficientPrivilegeError,
  InvalidTokenError,
  MalformedAuthorizationError,
  NotAuthenticatedError,
  ServiceUnavailableError,
} from '../errors/auth.error.js';
import { answerHeaders } from '../errors/answer-headers.js';
import { type ProblemResponse, problemResponse } from '../errors/problem-response.js';

/** What the guards of a route answer in its stead, by status. */
export function guardAnswers(route: Route): Readonly<Record<string, ProblemResponse>> {
  const { access, policy, guarding } = route;
  if (access === 'public' || guarding.authenticatesBy === null) {
    return {};
  }
  const isActivityAsked = guarding.asksActivity || asksActivity(policy);
  return {
    400: problemResponse(400, {
      description: `${isActivityAsked ? 'The user is inactive, or the' : 'The'} Authorization header is malformed.`,
      codes: codesOf([
        ...(isActivityAsked ? [new InactiveUserError()] : []),
        new MalformedAuthorizationError('Malformed Authorization header'),
      ]),
    }),
    401: problemResponse(401, {
      description:
        access === 'optional' ? 'The access token is not valid.' : 'No access token, or one that is not valid.',
      codes: codesOf([...(access === 'optional' ? [] : [new NotAuthenticatedError()]), new InvalidTokenError('')]),
    }),
    ...(policy && {
      403: forbidden(policy),
    }),
    503: problemResponse(503, {
      description: 'The database is out of reach.',
      codes: codesOf([new ServiceUnavailableError()]),
    }),
  };
}

function forbidden(policy: Policy): ProblemResponse {
  const denials = denialsOf(policy);
  const description = `Not everybody may: asks for ${policyText(policy)}.`;
  return {
    ...problemResponse(403, { description, codes: codesOf(denials) }),
    // A challenge comes with every denial that another token could avoid, and is documented where all of them do.
    headers: denials.every((denial) => denial instanceof InsufficientPrivilegeError) ? answerHeaders(401) : {},
  };
}

/** An example of each kind that the policy can end in. */
function denialsOf(policy: Policy): AuthError[] {
  const terms = termsOf(policy, { negated: false });
  const roles = terms.flatMap((term) => (term.kind === 'hasRole' ? [term.role] : []));
  const scopes = terms.flatMap((term) => (term.kind === 'hasScope' ? [term.scope] : []));
  const isNamed =
    terms.every(({ kind }) => kind !== 'passes') && terms.length === termsOf(policy, { negated: true }).length;
  return [
    ...(roles.length > 0 ? [new InsufficientPrivilegeError({ roles, scopes: [] })] : []),
    ...(scopes.length > 0 ? [new InsufficientPrivilegeError({ roles: [], scopes })] : []),
    ...(isNamed ? [] : [new AccessDeniedError()]),
  ];
}

function asksActivity(policy: Policy | null): boolean {
  return policy !== null && termsOf(policy, { negated: false }).some(({ kind }) => kind === 'isActive');
}

function codesOf(errors: readonly AuthError[]): Record<string, string> {
  return Object.fromEntries(errors.map(({ code, description }) => [code, description]));
}
