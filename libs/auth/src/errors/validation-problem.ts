import { ProblemException } from './problem.exception.js';

/** An invalid member of the body or the query of a request. */
export interface BadMember {
  /** RFC 6901. The empty pointer stands for the whole body or query. */
  readonly pointer: string;
  readonly detail: string;
}

/** Limits the size of the response, which could otherwise be many times the size of the request. */
const MAX_UNKNOWN_MEMBERS = 32;

/** A 422 that lists the invalid members. */
export function validationProblem(
  errors: readonly BadMember[],
  detail = 'The request body is not valid',
): ProblemException {
  return new ProblemException(422, 'validation_failed', detail, { errors });
}

/** RFC 6901, section 3. */
export function pointerTo(member: string): string {
  return `/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Lists the unknown members of a body, up to a limit. */
export function unknownMembers(sent: object, known: readonly string[], detail = 'Unknown member'): BadMember[] {
  return Object.keys(sent)
    .filter((member) => !known.includes(member))
    .slice(0, MAX_UNKNOWN_MEMBERS)
    .map((member) => ({ pointer: pointerTo(member), detail }));
}
