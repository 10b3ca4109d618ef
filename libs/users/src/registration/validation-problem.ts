import { ProblemException } from '@portcullis/auth';

/** One bad member of a request's body. */
export interface BadMember {
  /** RFC 6901; the empty pointer is the body itself. */
  readonly pointer: string;
  readonly detail: string;
}

/** Answers 422, naming each bad member once. */
export function validationProblem(errors: readonly BadMember[]): ProblemException {
  return new ProblemException(422, 'validation_failed', 'The request body is not valid', { errors });
}

/** RFC 6901, section 3. */
export function pointerTo(member: string): string {
  return `/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
