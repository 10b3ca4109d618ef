import { ApiProperty, ApiSchema } from '@portcullis/auth/spi';
import type { RegisteredUser } from './registered-user.js';
import { UserResponse } from './registration/user.response.js';

/** A user, as the user and administrators see it. */
@ApiSchema({ name: 'Account' })
export class AccountResponse extends UserResponse {
  @ApiProperty({ type: [String], description: 'The roles that an administrator has granted.', example: ['admin'] })
  readonly roles!: readonly string[];

  static override of({ id, username, email, emailVerified, isActive, roles }: RegisteredUser): AccountResponse {
    return { id, username, email, email_verified: emailVerified, is_active: isActive, roles };
  }
}
