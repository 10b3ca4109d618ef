import { ApiProperty, ApiSchema, MAX_PASSWORD_BYTES, NewPassword } from '@portcullis/auth/spi';
import { PresentedSecretBody } from '../presented-secret/presented-secret.body.js';

/** The body of a reset: a token, or an address and a code, with the new password. */
@ApiSchema({ name: 'PasswordReset' })
export class PasswordResetRequest extends PresentedSecretBody {
  @ApiProperty({
    description: 'At most 1,024 bytes in UTF-8. Common passwords, your name and your address are refused.',
    format: 'password',
    maxLength: MAX_PASSWORD_BYTES,
    example: 'a violin in the rain',
  })
  @NewPassword('email')
  readonly new_password!: string;
}
