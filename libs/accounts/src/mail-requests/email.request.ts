import { ApiProperty, ApiSchema, emailRule, Satisfies } from '@portcullis/auth/spi';

/** A body that names an e-mail address and nothing else. */
@ApiSchema({ name: 'EmailRequest' })
export class EmailRequest {
  @ApiProperty({ format: 'email', minLength: 6, maxLength: 100, example: 'alice@example.com' })
  @Satisfies(emailRule)
  readonly email!: string;
}
