import { ApiProperty, ApiSchema, MAX_PASSWORD_BYTES, passwordRule, Satisfies } from '@portcullis/auth/spi';

/** The body of a request to delete one's own account. This member and no other. */
@ApiSchema({ name: 'AccountDeletion' })
export class DeletionRequest {
  @ApiProperty({ format: 'password', maxLength: MAX_PASSWORD_BYTES, example: 'correct horse battery staple' })
  @Satisfies(passwordRule)
  readonly current_password!: string;
}
