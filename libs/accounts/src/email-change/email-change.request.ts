import { ApiProperty, ApiSchema, emailRule, MAX_PASSWORD_BYTES, passwordRule, Satisfies } from '@portcullis/auth/spi';

/** The body by which users ask for another address. */
@ApiSchema({ name: 'EmailChangeRequest' })
export class EmailChangeRequest {
  @ApiProperty({ format: 'email', minLength: 6, maxLength: 100, example: 'alice@example.org' })
  @Satisfies(emailRule)
  readonly email!: string;

  @ApiProperty({ format: 'password', maxLength: MAX_PASSWORD_BYTES, example: 'correct horse battery staple' })
  @Satisfies(passwordRule)
  readonly current_password!: string;
}
