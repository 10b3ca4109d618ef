import type { AuthenticatedUser } from '@portcullis/auth';
import { ApiProperty, ApiSchema } from '@portcullis/auth/spi';

/** What a response tells of an account. */
export interface AccountOfUser {
  readonly user: AuthenticatedUser;
  readonly email: string;
  readonly emailVerified: boolean;
}

/** A user, as the user sees it. */
@ApiSchema({ name: 'AccountUser' })
export class AccountUserResponse {
  @ApiProperty({
    type: 'integer',
    description: 'A string in an application whose ids are strings.',
    example: 1,
  })
  readonly id!: string | number;

  @ApiProperty({ example: 'alice' })
  readonly username!: string;

  @ApiProperty({ format: 'email', example: 'alice@example.com' })
  readonly email!: string;

  @ApiProperty({ description: 'True once the user has proven that they receive mail at `email`.', example: true })
  readonly email_verified!: boolean;

  @ApiProperty({ description: 'False for a deactivated user.', example: true })
  readonly is_active!: boolean;

  @ApiProperty({ type: [String], description: 'The roles that an administrator has granted.', example: ['admin'] })
  readonly roles!: readonly string[];

  static of({ user, email, emailVerified }: AccountOfUser): AccountUserResponse {
    const { id, username, isActive, roles = [] } = user;
    return { id, username, email, email_verified: emailVerified, is_active: isActive, roles };
  }
}
