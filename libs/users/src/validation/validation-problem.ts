import { ProblemException } from '@portcullis/auth';

/** One bad member of what a request brought: of its body, or of its query. */
export interface BadMember {
  /** RFC 6901; the empty pointer is the whole of it. */
  readonly pointer: string;
  readonly detail: string;
}

/** An answer is not to be many times the size of its request. */
const MAX_UNKNOWN_MEMBERS = 32;

/** Answers 422, naming each bad member once. */
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

/** What was sent and nobody asked for; of very many, the first. */
export function unknownMembers(sent: object, known: readonly string[], detail = 'Unknown member'): BadMember[] {
  return Object.keys(sent)
    .filter((member) => !known.includes(member))
    .slice(0, MAX_UNKNOWN_MEMBERS)
    .map((member) => ({ pointer: pointerTo(member), detail }));
}
