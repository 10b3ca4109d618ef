import { ApiProperty, ApiPropertyOptional, ApiSchema, emailRule, Satisfies } from '@portcullis/auth/spi';

const optionalTexts = (value: unknown): string | null =>
  value === undefined || (Array.isArray(value) && value.every((text) => typeof text === 'string'))
    ? null
    : 'Must be an array of strings';

/** The body of an invitation. These members and no others. */
@ApiSchema({ name: 'NewInvitation' })
export class InvitationRequest {
  @ApiProperty({ format: 'email', minLength: 6, maxLength: 100, example: 'bob@example.com' })
  @Satisfies(emailRule)
  readonly email!: string;

  @ApiPropertyOptional({
    type: [String],
    description: 'The roles that the invited user gets; none if it is left out.',
    example: ['admin'],
  })
  @Satisfies(optionalTexts)
  readonly roles?: readonly string[];
}
