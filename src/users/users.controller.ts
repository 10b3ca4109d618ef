import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Roles, Scopes } from '@portcullis/auth';
import { ApiProblem } from '@portcullis/auth/spi';
import { UserDirectory, type UserQuery, ValidationProblemSchema } from '@portcullis/users';
import { UserListPipe } from './user-list.pipe.js';
import { ApiUserListQuery } from './user-list.query.js';
import { UserListResponse } from './user-list.response.js';

@ApiTags('administration')
@Controller('users')
export class UsersController {
  constructor(private readonly directory: UserDirectory) {}

  /** The type of the parameter does not exist at runtime, so that global pipes of an application ignore it. */
  @Get()
  @Roles('admin')
  @Scopes('users:read')
  @ApiOperation({ summary: 'List users', description: 'All users, page by page. For administrators.' })
  @ApiUserListQuery()
  @ApiOkResponse({ type: UserListResponse, description: 'One page of users.' })
  @ApiProblem(422, {
    description: 'A parameter is invalid, repeated or unknown. `errors` lists each one with the reason.',
    codes: { validation_failed: 'The query is not valid' },
    schema: ValidationProblemSchema,
    extensions: { errors: [{ pointer: '/limit', detail: 'Must be a whole number from 1 to 100' }] },
  })
  async listUsers(@Query(UserListPipe) query: UserQuery): Promise<UserListResponse> {
    return UserListResponse.of(await this.directory.list(query));
  }
}
