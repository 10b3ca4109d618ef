import {
  ApiProperty,
  ApiSchema,
  MAX_PASSWORD_BYTES,
  passwordRule,
  Satisfies,
  usernameRule,
} from '@portcullis/auth/spi';

/** The body by which users change their name. */
@ApiSchema({ name: 'UsernameChange' })
export class UsernameChangeRequest {
  @ApiProperty({ minLength: 1, maxLength: 50, example: 'alice' })
  @Satisfies(usernameRule)
  readonly username!: string;

  @ApiProperty({ format: 'password', maxLength: MAX_PASSWORD_BYTES, example: 'correct horse battery staple' })
  @Satisfies(passwordRule)
  readonly current_password!: string;
}
