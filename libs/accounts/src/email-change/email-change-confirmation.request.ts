import { ApiPropertyOptional, ApiSchema, Satisfies, validationProblem } from '@portcullis/auth/spi';
import { EXAMPLE_TOKEN } from '../presented-secret/presented-secret.body.js';
import { optionalTextRule } from '../presented-secret/text.rules.js';

/** Bodies for the OpenAPI document: without a user only a token is accepted. */
export const CONFIRMATION_EXAMPLES = { 'by token': { value: { token: EXAMPLE_TOKEN } } };

/** The body by which users show that they receive mail at the new address: the token of its mail, or the code. */
@ApiSchema({ name: 'EmailChange' })
export class EmailChangeConfirmationRequest {
  @ApiPropertyOptional({
    description: 'From the link in the mail, after `#token=`. Without `code`.',
    example: EXAMPLE_TOKEN,
  })
  @Satisfies(optionalTextRule)
  readonly token?: string;

  @ApiPropertyOptional({
    description: 'From the mail, typed by the signed-in user. Case, spaces and dashes do not count.',
    example: 'WDJB-MJHT',
  })
  @Satisfies(optionalTextRule)
  readonly code?: string;
}

/** The members of {@link EmailChangeConfirmationRequest}. */
export interface EmailChangeConfirmation {
  readonly token?: string;
  readonly code?: string;
}

/**
 * Reads the secret of a body whose members are valid.
 *
 * @throws ProblemException 422 if the body has neither a token nor a code, or both
 */
export function changeSecretOf({ token, code }: EmailChangeConfirmation): { token: string } | { code: string } {
  if (token !== undefined && code !== undefined) {
    throw validationProblem([{ pointer: '/code', detail: 'Must not be sent together with token' }]);
  }
  if (token !== undefined) {
    return { token };
  }
  if (code !== undefined) {
    return { code };
  }
  throw validationProblem([{ pointer: '/token', detail: 'Must be sent, or else code' }]);
}
