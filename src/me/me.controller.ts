import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '@portcullis/auth';
import { type RegisteredUser, UserResponse } from '@portcullis/users';
import { ApiAuthenticated } from '../openapi/api-authenticated.decorator.js';

@ApiTags('users')
@Controller('me')
export class MeController {
  @Get()
  @ApiAuthenticated()
  @ApiOperation({ summary: 'Who am I?', description: 'The user whom the access token names.' })
  @ApiOkResponse({ type: UserResponse, description: 'You.' })
  me(@CurrentUser() user: RegisteredUser): UserResponse {
    return UserResponse.of(user);
  }
}
