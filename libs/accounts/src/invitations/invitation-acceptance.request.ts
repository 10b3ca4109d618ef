import { ApiProperty, ApiSchema, MAX_PASSWORD_BYTES, NewPassword, Satisfies, usernameRule } from '@portcullis/auth/spi';
import { EXAMPLE_TOKEN } from '../presented-secret/presented-secret.body.js';
import { textRule } from '../presented-secret/text.rules.js';

/** The body with which an invited user makes an account. The address and the roles are those of the invitation. */
@ApiSchema({ name: 'InvitationAcceptance' })
export class InvitationAcceptanceRequest {
  @ApiProperty({
    description: 'From the link in the mail, after `#token=`.',
    example: EXAMPLE_TOKEN,
  })
  @Satisfies(textRule)
  readonly token!: string;

  @ApiProperty({
    description: 'Shown as typed, compared without letter case. No white space at either end.',
    minLength: 1,
    maxLength: 50,
    example: 'carol',
  })
  @Satisfies(usernameRule)
  readonly username!: string;

  @ApiProperty({
    description: 'At most 1,024 bytes in UTF-8. Common passwords, the name and the invited address are refused.',
    format: 'password',
    maxLength: MAX_PASSWORD_BYTES,
    example: 'correct horse battery staple',
  })
  @NewPassword('username')
  readonly password!: string;
}
