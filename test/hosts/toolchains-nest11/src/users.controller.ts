import { Body, Controller, Get, Post, UnprocessableEntityException } from '@nestjs/common';
import { type AuthenticatedUser, CurrentUser, PasswordHasher, Public, Roles, UserRepository } from '@portcullis/auth';
import { PasswordPolicy } from '@portcullis/auth/spi';
import type { AppUsers } from './app-users';

@Controller()
export class UsersController {
  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly policy: PasswordPolicy,
  ) {}

  @Public()
  @Post('register')
  async register(@Body() { username, password }: { username: string; password: string }) {
    const rejection = await this.policy.check(password, [username]);
    if (rejection) {
      throw new UnprocessableEntityException(rejection.code);
    }
    return (this.users as AppUsers).add(username, await this.hasher.hash(password));
  }

  @Get('me')
  me(@CurrentUser() user: AuthenticatedUser) {
    return user;
  }

  @Roles('admin')
  @Get('admin')
  admin() {
    return {};
  }
}
