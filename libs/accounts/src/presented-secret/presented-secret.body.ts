import { ApiPropertyOptional, type BadMember, emailRule, Satisfies, validationProblem } from '@portcullis/auth/spi';
import { optionalTextRule } from './text.rules.js';

/** The members of a body by which a user shows that they have received a mail: its token, or its address and its code. */
export interface PresentedByMail {
  readonly token?: string;
  readonly email?: string;
  readonly code?: string;
}

/** A secret of a mail, as a client presents it. */
export type MailSecret = { readonly token: string } | { readonly email: string; readonly code: string };

/** A token in the OpenAPI document. */
export const EXAMPLE_TOKEN = 'pQ3kL0b1yq0m8x2Q7uT1cZx4n9sVd6w5e3r2t1y0u9i';

const EXAMPLE = {
  token: EXAMPLE_TOKEN,
  email: 'alice@example.com',
  code: 'WDJB-MJHT',
} as const;

const optionalEmail = (value: unknown): string | null => (value === undefined ? null : emailRule(value));

/** The base of request classes with a token, or with an address and a code. */
export class PresentedSecretBody implements PresentedByMail {
  @ApiPropertyOptional({
    description: 'From the link in the mail, after `#token=`. Without `email` and `code`.',
    example: EXAMPLE.token,
  })
  @Satisfies(optionalTextRule)
  readonly token?: string;

  @ApiPropertyOptional({
    description: 'The address that the mail was sent to. With `code`.',
    format: 'email',
    minLength: 6,
    maxLength: 100,
    example: EXAMPLE.email,
  })
  @Satisfies(optionalEmail)
  readonly email?: string;

  @ApiPropertyOptional({
    description: 'From the mail. Case, spaces and dashes do not count.',
    example: EXAMPLE.code,
  })
  @Satisfies(optionalTextRule)
  readonly code?: string;
}

/** Bodies for the OpenAPI document. @param members the other members of the body */
export function presentedSecretExamples(members: object = {}) {
  const { token, email, code } = EXAMPLE;
  return { 'by token': { value: { token, ...members } }, 'by code': { value: { email, code, ...members } } };
}

/**
 * Reads the secret of a body whose members are valid.
 *
 * @throws ProblemException 422 if the body has neither a token nor an address with a code, or both
 */
export function mailSecretOf({ token, email, code }: PresentedByMail): MailSecret {
  if (token !== undefined && email === undefined && code === undefined) {
    return { token };
  }
  if (token === undefined && email !== undefined && code !== undefined) {
    return { email, code };
  }
  throw validationProblem(badMembers({ token, email, code }));
}

function badMembers({ token, ...byCode }: PresentedByMail): BadMember[] {
  const names = ['email', 'code'] as const;
  const [sent, missing] = [true, false].map((isSent) =>
    names.filter((name) => (byCode[name] !== undefined) === isSent),
  );
  if (token !== undefined) {
    return sent!.map((name) => ({ pointer: `/${name}`, detail: 'Must not be sent together with token' }));
  }
  return sent!.length === 0
    ? [{ pointer: '/token', detail: 'Must be sent, or else email and code' }]
    : missing!.map((name) => ({ pointer: `/${name}`, detail: `Must be sent together with ${sent!.join()}` }));
}
