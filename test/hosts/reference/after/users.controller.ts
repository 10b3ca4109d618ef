import { Controller, Get } from '@nestjs/common';
import { CurrentUser, Roles, Scopes } from '@portcullis/auth';
import { AccountResponse, type RegisteredUser, UserDirectory, UserResponse } from '@portcullis/users';

@Controller()
export class UsersController {
  constructor(private readonly directory: UserDirectory) {}

  @Get('me')
  me(@CurrentUser() user: RegisteredUser) {
    return UserResponse.of(user);
  }

  @Get('users')
  @Roles('admin')
  @Scopes('users:read')
  async list() {
    const { users } = await this.directory.list({ limit: 100 });
    return users.map((user) => AccountResponse.of(user));
  }
}
