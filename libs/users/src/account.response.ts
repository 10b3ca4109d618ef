import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { RegisteredUser } from './registered-user.js';
import { UserResponse } from './registration/user.response.js';

/** A person as the API tells of them to themselves and to administrators. */
@ApiSchema({ name: 'Account' })
export class AccountResponse extends UserResponse {
  @ApiProperty({ type: [String], description: 'What an administrator has granted.', example: ['admin'] })
  readonly roles!: readonly string[];

  static override of({ id, username, email, isActive, roles }: RegisteredUser): AccountResponse {
    return { id, username, email, is_active: isActive, roles };
  }
}
