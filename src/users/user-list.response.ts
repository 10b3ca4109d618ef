import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { AccountResponse, type UserPage } from '@portcullis/users';

@ApiSchema({ name: 'UserList' })
export class UserListResponse {
  @ApiProperty({ type: [AccountResponse], description: 'In the order of `id`.' })
  readonly users!: readonly AccountResponse[];

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'The `after` of the next page; null on the last page.',
    example: 50,
  })
  readonly next!: number | null;

  static of({ users, next }: UserPage): UserListResponse {
    return { users: users.map((user) => AccountResponse.of(user)), next };
  }
}
