import { AuthError } from '@portcullis/auth';
import type { BadMember, ErrorDocumentation } from '@portcullis/auth/spi';

/** The invitation was accepted or removed, has expired, or never existed. */
export class UnknownInvitationError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'unknown_invitation',
    kind: 'not_found',
    description: 'There is no such invitation',
    when: 'The invitation was accepted or removed, has expired, or never existed.',
  };
}

/** A role of a new invitation is unknown or repeated. */
export class InvitedRolesError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'validation_failed',
    kind: 'invalid_input',
    description: 'The request body is not valid',
    when: 'A role is unknown or repeated.',
    members: { errors: [{ pointer: '/roles/0', detail: 'There is no such role' }] },
  };

  /** @param errors one for each bad role. The pointers begin with `/roles/` */
  constructor(readonly errors: readonly BadMember[]) {
    super(undefined, { members: { errors } });
  }
}
