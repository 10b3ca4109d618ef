import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { AccountResponse, type UserPage } from '@portcullis/users';

@ApiSchema({ name: 'UserList' })
export class UserListResponse {
  @ApiProperty({ type: [AccountResponse], description: 'In the order of their ids.' })
  readonly users!: readonly AccountResponse[];

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'What to pass as `after` for the next page; null after the last.',
    example: 50,
  })
  readonly next!: number | null;

  static of({ users, next }: UserPage): UserListResponse {
    return { users: users.map((user) => AccountResponse.of(user)), next };
  }
}
