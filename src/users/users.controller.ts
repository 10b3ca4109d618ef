import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblem, Roles, Scopes } from '@portcullis/auth';
import { UserDirectory, type UserQuery, ValidationProblemSchema } from '@portcullis/users';
import { UserListPipe } from './user-list.pipe.js';
import { ApiUserListQuery } from './user-list.query.js';
import { UserListResponse } from './user-list.response.js';

@ApiTags('users')
@Controller('users')
export class UsersController {
  constructor(private readonly directory: UserDirectory) {}

  /** The parameter's type leaves no trace at runtime, so that no pipe but this route's own has a say. */
  @Get()
  @Roles('admin')
  @Scopes('users:read')
  @ApiOperation({ summary: 'Who is there?', description: 'Everybody, page by page. For administrators.' })
  @ApiUserListQuery()
  @ApiOkResponse({ type: UserListResponse, description: 'One page of them.' })
  @ApiProblem(422, {
    description: 'A parameter is not valid, repeated or unknown; `errors` says which and why.',
    codes: { validation_failed: 'The query is not valid' },
    schema: ValidationProblemSchema,
    extensions: { errors: [{ pointer: '/limit', detail: 'Must be a whole number from 1 to 100' }] },
  })
  async listUsers(@Query(UserListPipe) query: UserQuery): Promise<UserListResponse> {
    return UserListResponse.of(await this.directory.list(query));
  }
}
