import { ApiProperty, ApiSchema } from '@portcullis/auth/spi';
import type { RegisteredUser } from '../registered-user.js';

/** A user on the wire. */
@ApiSchema({ name: 'User' })
export class UserResponse {
  @ApiProperty({ type: 'integer', example: 1 })
  readonly id!: number;

  @ApiProperty({ example: 'alice' })
  readonly username!: string;

  @ApiProperty({ format: 'email', example: 'alice@example.com' })
  readonly email!: string;

  @ApiProperty({ description: 'True once the user has proven that they receive mail at `email`.', example: false })
  readonly email_verified!: boolean;

  @ApiProperty({ description: 'False for a deactivated user.', example: true })
  readonly is_active!: boolean;

  static of({ id, username, email, emailVerified, isActive }: RegisteredUser): UserResponse {
    return { id, username, email, email_verified: emailVerified, is_active: isActive };
  }
}
