import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { RegisteredUser } from '../registered-user.js';

/** A person as the API tells of them. */
@ApiSchema({ name: 'User' })
export class UserResponse {
  @ApiProperty({ type: 'integer', example: 1 })
  readonly id!: number;

  @ApiProperty({ example: 'alice' })
  readonly username!: string;

  @ApiProperty({ format: 'email', example: 'alice@example.com' })
  readonly email!: string;

  @ApiProperty({ description: 'False for a deactivated person.', example: true })
  readonly is_active!: boolean;

  static of({ id, username, email, isActive }: RegisteredUser): UserResponse {
    return { id, username, email, is_active: isActive };
  }
}
