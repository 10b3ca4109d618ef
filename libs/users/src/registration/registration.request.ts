import {
  ApiProperty,
  ApiSchema,
  emailRule,
  MAX_PASSWORD_BYTES,
  NewPassword,
  Satisfies,
  usernameRule,
} from '@portcullis/auth/spi';

/** The body of a registration. These members and no others. */
@ApiSchema({ name: 'Registration' })
export class RegistrationRequest {
  @ApiProperty({
    description: 'Shown as typed, compared without letter case. No white space at either end.',
    minLength: 1,
    maxLength: 50,
    example: 'alice',
  })
  @Satisfies(usernameRule)
  readonly username!: string;

  @ApiProperty({ format: 'email', minLength: 6, maxLength: 100, example: 'alice@example.com' })
  @Satisfies(emailRule)
  readonly email!: string;

  @ApiProperty({
    description: 'At most 1,024 bytes in UTF-8. Common passwords and the names above are refused.',
    format: 'password',
    maxLength: MAX_PASSWORD_BYTES,
    example: 'correct horse battery staple',
  })
  @NewPassword('username', 'email')
  readonly password!: string;
}
