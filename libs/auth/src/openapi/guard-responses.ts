import type { CommonOptions } from '../auth.options.js';
import type { CredentialScheme } from '../authentication/scheme/credential.scheme.js';
import { SeveralCredentialsError } from '../authentication/scheme/several-credentials.error.js';
import { BY_CREDENTIAL_SCHEME } from '../authorization/authenticates.decorator.js';
import { type Policy, termsOf } from '../authorization/policy/policy.js';
import type { Route } from '../authorization/table/contradictions.js';
import {
  InactiveUserError,
  InvalidTokenError,
  MalformedAuthorizationError,
  NotAuthenticatedError,
} from '../errors/credential.errors.js';
import { AccessDeniedError, InsufficientPrivilegeError } from '../errors/policy.errors.js';
import { ServiceUnavailableError } from '../errors/retryable.errors.js';
import type { ErrorDocumentation } from '../errors/error-documentation.js';
import { KIND_RESPONSES } from '../errors/kind-responses.js';
import { errorResponse, type ProblemResponse, problemResponse } from '../errors/problem-response.js';

/**
 * The error responses of the guards of a route, by status. Empty if no guard of this library authenticates callers.
 *
 * @param options.inactiveUserStatus @default 400
 * @param schemes the credentials that the guards accept
 */
export function guardResponses(
  route: Route,
  { inactiveUserStatus = 400 }: Pick<CommonOptions, 'inactiveUserStatus'>,
  schemes: readonly CredentialScheme[],
): Readonly<Record<string, ProblemResponse>> {
  const { access, policy, policyErrors, guarding } = route;
  if (access === 'public' || guarding.authenticatesBy !== BY_CREDENTIAL_SCHEME) {
    return {};
  }
  const isActivityChecked = guarding.checksActivity || requiresActivity(policy);
  const inactiveAt = (status: number) => (isActivityChecked && status === inactiveUserStatus ? INACTIVE : NOT_INACTIVE);
  const { credential, malformed, errors } = schemes.length > 1 ? ANY_CREDENTIAL : ACCESS_TOKEN;
  const denials = [...deniedBy(route), ...inactiveAt(403).errors];
  const own: Readonly<Record<string, ProblemResponse>> = {
    400: problemResponse(400, {
      description: `${malformed}${inactiveAt(400).sentence}.`,
      codes: codesOf([...inactiveAt(400).errors, ...errors]),
    }),
    401: problemResponse(401, {
      description: `${credential} is ${access === 'optional' ? '' : 'missing or '}not valid${inactiveAt(401).sentence}.`,
      codes: codesOf([
        ...(access === 'optional' ? [] : [new NotAuthenticatedError()]),
        new InvalidTokenError(''),
        ...inactiveAt(401).errors,
      ]),
    }),
    ...(denials.length > 0 && { 403: forbidden(route, denials, inactiveAt(403)) }),
    503: problemResponse(503, {
      description: 'The database does not answer.',
      codes: codesOf([new ServiceUnavailableError()]),
    }),
  };
  return withErrors(
    own,
    policyErrors.map(({ documentation }) => documentation).filter((error) => !hasStatus(403)(error)),
  );
}

/** The wording of the responses: for guards with one credential scheme, and for guards with several. */
const ACCESS_TOKEN = {
  credential: 'The access token',
  malformed: 'The Authorization header is malformed',
  errors: [new MalformedAuthorizationError()],
};
const ANY_CREDENTIAL = {
  credential: 'The credential',
  malformed: 'The credential is malformed, or there is more than one',
  errors: [new MalformedAuthorizationError(), new SeveralCredentialsError()],
};

const PROBLEM_JSON = 'application/problem+json';

/** The properties of an error that an example shows. */
type Example = Pick<ErrorDocumentation, 'code' | 'kind' | 'description' | 'members'>;

/** What a response says about deactivated users. */
interface Inactivity {
  readonly errors: readonly Example[];
  readonly sentence: string;
}

const INACTIVE: Inactivity = { errors: [new InactiveUserError()], sentence: ', or the user is inactive' };
const NOT_INACTIVE: Inactivity = { errors: [], sentence: '' };

function forbidden({ policy, policyText }: Route, denials: readonly Example[], inactive: Inactivity): ProblemResponse {
  const description = policy ? `The route requires ${policyText}${inactive.sentence}.` : 'The user is inactive.';
  return errorResponse(
    403,
    denials.map(({ code, kind, members, description: detail }) => {
      return { code, kind, members, description: detail, when: description };
    }),
  );
}

/** An example for each reason for which the policy can deny access. */
function deniedBy({ policy, policyErrors }: Route): Example[] {
  const terms = policy ? termsOf(policy, { negated: false }) : [];
  const roles = terms.flatMap(({ role }) => role ?? []);
  const scopes = terms.flatMap(({ scope }) => scope ?? []);
  const isNegated = policy !== null && terms.length < termsOf(policy, { negated: true }).length;
  return [
    ...(roles.length > 0 ? [InsufficientPrivilegeError.of({ roles, scopes: [] })] : []),
    ...(scopes.length > 0 ? [InsufficientPrivilegeError.of({ roles: [], scopes })] : []),
    ...(isNegated ? [new AccessDeniedError()] : []),
    ...policyErrors.map(({ documentation }) => documentation).filter(hasStatus(403)),
  ];
}

function requiresActivity(policy: Policy | null): boolean {
  return policy !== null && termsOf(policy, { negated: false }).some(({ activity }) => activity);
}

/** Adds the errors of predicates with other statuses than 403, for example if the sign-in is not recent enough. */
function withErrors(
  responses: Readonly<Record<string, ProblemResponse>>,
  errors: readonly ErrorDocumentation[],
): Readonly<Record<string, ProblemResponse>> {
  const statuses = [...new Set(errors.map(({ kind }) => KIND_RESPONSES[kind].status))];
  const added = statuses.map((status) => {
    const response = errorResponse(status, errors.filter(hasStatus(status)));
    const own = responses[status];
    return [status, own ? together(own, response) : response] as const;
  });
  return { ...responses, ...Object.fromEntries(added) };
}

function together(own: ProblemResponse, added: ProblemResponse): ProblemResponse {
  const [{ schema, examples }, more] = [own.content[PROBLEM_JSON], added.content[PROBLEM_JSON]];
  return {
    description: `${own.description} ${added.description}`,
    headers: { ...own.headers, ...added.headers },
    content: {
      [PROBLEM_JSON]: {
        schema: '$ref' in more.schema ? schema : more.schema,
        examples: { ...examples, ...more.examples },
      },
    },
  };
}

function hasStatus(status: number): (error: Example) => boolean {
  return ({ kind }) => KIND_RESPONSES[kind].status === status;
}

function codesOf(errors: readonly Example[]): Record<string, string> {
  return Object.fromEntries(errors.map(({ code, description }) => [code, description]));
}
