import { ApiProperty, ApiSchema, MAX_PASSWORD_BYTES, NewPassword, passwordRule, Satisfies } from '@portcullis/auth/spi';

/** The body of a change of one's own password. These members and no others. */
@ApiSchema({ name: 'PasswordChange' })
export class PasswordChangeRequest {
  @ApiProperty({ format: 'password', maxLength: MAX_PASSWORD_BYTES, example: 'correct horse battery staple' })
  @Satisfies(passwordRule)
  readonly current_password!: string;

  @ApiProperty({
    description: 'At most 1,024 bytes in UTF-8. Common passwords, your name and your address are refused.',
    format: 'password',
    maxLength: MAX_PASSWORD_BYTES,
    example: 'a violin in the rain',
  })
  @NewPassword()
  readonly new_password!: string;
}
